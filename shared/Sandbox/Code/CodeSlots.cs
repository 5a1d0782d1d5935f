using HiveFlow.Errors;

namespace HiveFlow.Sandbox.Code;

/// <summary>The places for code that runs at once. Those who wait are served one organization after the other.</summary>
internal sealed class CodeSlots(SandboxOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource<bool>>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();
    private int _free = options.MaxConcurrency;
    private int _count;

    /// <summary>Takes a place, waiting at most <see cref="SandboxOptions.MaxWait"/>; give it back with <see cref="Release"/>.</summary>
    public async ValueTask<Result> TakeAsync(string organization, CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return Result.Success;
            }

            if (_count >= options.MaxWaiting || options.MaxWait == TimeSpan.Zero)
            {
                return SandboxErrors.Busy(TimeSpan.Zero);
            }

            turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_waiting.TryGetValue(organization, out var queue))
            {
                _waiting[organization] = queue = new Queue<TaskCompletionSource<bool>>();
                _turns.Enqueue(organization);
            }

            queue.Enqueue(turn);
            _count++;
        }

        using var limit = new CancellationTokenSource(options.MaxWait, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await using var registration = both.Token.Register(() => turn.TrySetResult(false));
        if (await turn.Task)
        {
            return Result.Success;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return SandboxErrors.Busy(options.MaxWait);
    }

    /// <summary>Gives a place back, to the next who waits.</summary>
    public void Release()
    {
        lock (_gate)
        {
            while (_turns.TryDequeue(out var organization))
            {
                var queue = _waiting[organization];
                var turn = queue.Dequeue();
                _count--;
                if (queue.Count > 0)
                {
                    _turns.Enqueue(organization);
                }
                else
                {
                    _waiting.Remove(organization);
                }

                if (turn.TrySetResult(true))
                {
                    return;
                }
            }

            _free++;
        }
    }
}
