using System.Collections.Concurrent;
using HiveFlow.LocalSandbox.Jails;

namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>The living sandboxes. Each ends at its time, or when it is killed, and leaves nothing.</summary>
internal sealed class SandboxRegistry(JailPool pool, LocalSandboxOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LiveSandbox> _living = new();
    private readonly ConcurrentDictionary<Task, byte> _ending = new();
    private int _count;
    private volatile bool _stopped;

    /// <summary>All, newest first.</summary>
    public IReadOnlyList<LiveSandbox> All =>
        [.. _living.Values.OrderByDescending(sandbox => sandbox.StartedAt).ThenBy(sandbox => sandbox.Id, StringComparer.Ordinal)];

    /// <summary>Makes one; null when there are too many.</summary>
    /// <exception cref="JailStartException">Its jail did not start.</exception>
    public async Task<LiveSandbox?> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _count) > options.MaxSandboxes || _stopped)
        {
            Interlocked.Decrement(ref _count);
            return null;
        }

        try
        {
            var sandbox = new LiveSandbox(await pool.TakeAsync(cancellationToken), spec, options, time);
            _living[sandbox.Id] = sandbox;
            sandbox.Timer = time.CreateTimer(_ => Remove(sandbox.Id), null, spec.Timeout, Timeout.InfiniteTimeSpan);
            _ = RemoveWithItsJailAsync(sandbox);
            if (_stopped)
            {
                _ = Remove(sandbox.Id);
            }

            return sandbox;
        }
        catch
        {
            Interlocked.Decrement(ref _count);
            throw;
        }
    }

    /// <summary>One by its id.</summary>
    public LiveSandbox? Find(string? id) => id is not null && _living.TryGetValue(id, out var sandbox) ? sandbox : null;

    /// <summary>Lets it live for so long from now.</summary>
    public void SetEnd(LiveSandbox sandbox, TimeSpan fromNow)
    {
        sandbox.EndAt = time.GetUtcNow() + fromNow;
        sandbox.Timer?.Change(fromNow, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The same, but never shortens its life.</summary>
    public void Extend(LiveSandbox sandbox, TimeSpan fromNow)
    {
        if (time.GetUtcNow() + fromNow > sandbox.EndAt)
        {
            SetEnd(sandbox, fromNow);
        }
    }

    /// <summary>Ends one and waits until nothing of it is left; false when there is none.</summary>
    public async Task<bool> RemoveAsync(string id)
    {
        var ending = Remove(id);
        if (ending is null)
        {
            return false;
        }

        await ending;
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        foreach (var id in _living.Keys)
        {
            _ = Remove(id);
        }

        await Task.WhenAll(_ending.Keys);
    }

    private Task? Remove(string id)
    {
        if (!_living.TryRemove(id, out var sandbox))
        {
            return null;
        }

        var ending = EndAsync(sandbox);
        _ending[ending] = 0;
        _ = ForgetAsync(ending);
        return ending;
    }

    private async Task RemoveWithItsJailAsync(LiveSandbox sandbox)
    {
        await sandbox.Agent.Ended;
        _ = Remove(sandbox.Id);
    }

    private async Task ForgetAsync(Task ending)
    {
        await ending;
        _ending.TryRemove(ending, out _);
    }

    private async Task EndAsync(LiveSandbox sandbox)
    {
        await Task.Yield();
        try
        {
            await sandbox.DisposeAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
