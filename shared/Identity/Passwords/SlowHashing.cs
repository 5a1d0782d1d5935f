using System.Collections.Concurrent;
using HiveFlow.Errors;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Passwords;

/// <summary>
/// Runs hashes that are slow on purpose on threads of their own, a few at a time: a flood of logins must not take the threads or
/// the processors that everything else needs.
/// </summary>
internal sealed class SlowHashing : IDisposable
{
    private static readonly TimeSpan FullRetry = TimeSpan.FromSeconds(1);
    private readonly BlockingCollection<Action> queue;

    /// <summary>Starts the threads.</summary>
    public SlowHashing(IOptions<IdentityOptions> options)
    {
        queue = new BlockingCollection<Action>(options.Value.HashingQueue);
        for (var i = 0; i < options.Value.HashingThreads; i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"hashing-{i}", Priority = ThreadPriority.BelowNormal }.Start();
        }
    }

    /// <summary>The work's result; <c>service_unavailable</c> when too many wait already.</summary>
    public Task<Result<T>> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<Result<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = queue.TryAdd(() =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                done.TrySetCanceled(cancellationToken);
                return;
            }

            try
            {
                done.TrySetResult(work());
            }
            catch (Exception e)
            {
                done.TrySetException(e);
            }
        });
        return taken
            ? done.Task
            : Task.FromResult<Result<T>>(RequestErrors.Unavailable("Too many logins at once; try again.", FullRetry));
    }

    /// <inheritdoc/>
    public void Dispose() => queue.CompleteAdding();

    private void Work()
    {
        foreach (var work in queue.GetConsumingEnumerable())
        {
            work();
        }
    }
}
