using HiveFlow.Engine.Client;
using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;

namespace HiveFlow.Engine.Dispatch;

/// <summary>
/// The engine's core, and in tests one after another: with <see cref="EngineOptions.CrashAfterEveryCommit"/> it dies after each commit
/// and the next recovers from the store, while callers notice nothing.
/// </summary>
internal sealed class EngineLives(EngineParts parts, EngineNumbers numbers, InstanceWaiters waiters) : IEngineObserver, IDisposable
{
    private readonly Lock gate = new();
    private volatile Life? life;
    private int isEnding;

    public EngineCore Current => (life ?? throw new EngineStoppedException("The engine has not been started.")).Core;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        life = Begin();
        await life.Core.StartAsync(cancellationToken);
        life.Started.SetResult();
    }

    public Task StopAsync(TimeSpan grace, CancellationToken deadline) => life?.Core.StopAsync(grace, deadline) ?? Task.CompletedTask;

    public void Dispose() => life?.Core.Dispose();

    /// <summary>Does something on the core; on the next one where it dies meanwhile.</summary>
    public async Task<TResult> DoAsync<TResult>(Func<EngineCore, Task<TResult>> work)
    {
        while (true)
        {
            var current = life ?? throw new EngineStoppedException("The engine has not been started.");
            await current.Started.Task;
            try
            {
                return await work(current.Core);
            }
            catch (EngineStoppedException) when (Volatile.Read(ref isEnding) != 0 || life != current)
            {
                // It died in a test; its successor has what was committed.
            }
        }
    }

    /// <summary>Sends an event. Where the core dies before it has brought the event, its successor finds it in the store.</summary>
    public Task SendAsync(string id, EngineEvent one) => DoAsync(core => core.SendAsync(id, one));

    public void Changed(InstanceRow instance) => waiters.Tell(instance);

    public bool Committed()
    {
        if (!parts.Options.CrashAfterEveryCommit)
        {
            return false;
        }

        if (Interlocked.Exchange(ref isEnding, 1) == 0)
        {
            _ = CrashAsync();
        }

        return true;
    }

    private Life Begin()
    {
        var fence = parts.Options.CrashAfterEveryCommit ? new FencedStore(parts.Store) : null;
        return new Life(new EngineCore(fence is null ? parts : parts.With(fence), numbers, this), fence, new TaskCompletionSource());
    }

    private async Task CrashAsync()
    {
        Life next;
        lock (gate)
        {
            var dying = life!;
            dying.Fence!.Close();
            dying.Core.Dispose();
            next = Begin();
            life = next;
            Volatile.Write(ref isEnding, 0);
        }

        try
        {
            await next.Core.StartAsync(CancellationToken.None);
            foreach (var id in waiters.Ids)
            {
                if (await parts.Store.FindAsync(id, false, CancellationToken.None) is { } row)
                {
                    waiters.Tell(row);
                }
            }
        }
        finally
        {
            next.Started.TrySetResult();
        }
    }

    private sealed record Life(EngineCore Core, FencedStore? Fence, TaskCompletionSource Started);
}
