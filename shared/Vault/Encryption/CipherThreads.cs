using System.Collections.Concurrent;
using HiveFlow.Errors;
using Microsoft.Extensions.Options;

namespace HiveFlow.Vault.Encryption;

/// <summary>
/// Encrypts and decrypts on threads of its own, a few at a time: a derivation costs milliseconds of a processor and must not take the
/// threads that everything else needs.
/// </summary>
internal sealed class CipherThreads : IDisposable
{
    private readonly BlockingCollection<Action> queue;

    /// <summary>Starts the threads.</summary>
    public CipherThreads(IOptions<VaultOptions> options)
    {
        queue = new BlockingCollection<Action>(options.Value.Queue);
        for (var i = 0; i < options.Value.Threads; i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"vault-{i}", Priority = ThreadPriority.BelowNormal }.Start();
        }
    }

    /// <summary>The work's result; <c>service_unavailable</c> when too much waits already.</summary>
    public Task<Result<T>> RunAsync<T>(Func<Result<T>> work, CancellationToken cancellationToken)
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
        return taken ? done.Task : Task.FromResult<Result<T>>(VaultErrors.Busy());
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
