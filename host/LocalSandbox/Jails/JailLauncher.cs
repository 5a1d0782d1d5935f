using System.Collections.Concurrent;
using System.Diagnostics;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>
/// Starts jails from one thread that lives as long as the server. The kernel sends the "parent died" signal when the *thread* that
/// started a process ends; a thread of the pool may end at any time.
/// </summary>
internal sealed class JailLauncher : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Done)> _work = new(1024);
    private readonly Thread _thread;

    public JailLauncher()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "jail launcher" };
        _thread.Start();
    }

    /// <summary>Starts a process.</summary>
    public Task<Process> StartAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add((start, done), cancellationToken);
        return done.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var (start, done) in _work.GetConsumingEnumerable())
        {
            try
            {
                done.SetResult(Process.Start(start)!);
            }
            catch (Exception problem)
            {
                done.SetException(problem);
            }
        }
    }
}
