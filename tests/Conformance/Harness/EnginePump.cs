using HiveFlow.Engine.Dispatch;

namespace HiveFlow.Conformance.Harness;

/// <summary>
/// Runs everything the engine does one after the other, also what follows the answers of its store, and so knows when nothing
/// is left that could happen without time passing or somebody calling.
/// </summary>
internal sealed class EnginePump : IEngineScheduler
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _work = new();
    private TaskCompletionSource? _idle;
    private bool _isRunning;
    private int _calls;

    public void Queue(IThreadPoolWorkItem item) => Post(item.Execute);

    /// <summary>Ends when nothing is left to do and no call of the store is unanswered.</summary>
    public Task WhenIdle()
    {
        lock (_gate)
        {
            return !_isRunning && _calls == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Does something in line with the engine's own work.</summary>
    public Task RunAsync(Action work)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            work();
            done.SetResult();
        });
        return done.Task;
    }

    /// <summary>
    /// Passes the answer of a call on in line: when the caller has long been waiting for it, so that it goes on inside and not
    /// on some thread that nobody watches.
    /// </summary>
    public Task<T> Follow<T>(Task<T> call)
    {
        lock (_gate)
        {
            _calls++;
        }

        TaskCompletionSource<T> followed = new();
        _ = PassOnAsync();
        return followed.Task;

        async Task PassOnAsync()
        {
            await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Post(() =>
            {
                lock (_gate)
                {
                    _calls--;
                }

                followed.SetFromTask(call);
            });
        }
    }

    private void Post(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static pump => pump.Drain(), this, preferLocal: false);
    }

    private void Drain()
    {
        while (true)
        {
            Action? next;
            TaskCompletionSource? idle = null;
            lock (_gate)
            {
                if (!_work.TryDequeue(out next))
                {
                    _isRunning = false;
                    if (_calls == 0)
                    {
                        (idle, _idle) = (_idle, null);
                    }
                }
            }

            if (next is null)
            {
                idle?.SetResult();
                return;
            }

            next();
        }
    }
}
