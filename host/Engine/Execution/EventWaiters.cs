using Microsoft.DurableTask;

namespace HiveFlow.Engine.Execution;

/// <summary>
/// External events and those who wait for them, by name, case-blind: the newest waiter first; events without one are kept in order.
/// Unlike the official engine, a wait that was cancelled takes no event.
/// </summary>
internal sealed class EventWaiters(DataConverter converter, TurnPump pump)
{
    private readonly Dictionary<string, List<Waiter>> waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Payload)> kept = [];

    /// <summary>Whether someone waits.</summary>
    public bool Any => waiting.Count > 0;

    /// <summary>Events nobody has taken, oldest first.</summary>
    public IReadOnlyList<(string Name, string? Payload)> Kept => kept;

    public Task<T> Wait<T>(string name, CancellationToken cancellationToken)
    {
        if (waiting.TryGetValue(name, out var others) && others[^1].Type != typeof(T))
        {
            throw new ArgumentException(
                $"Events with the same name must have the same type argument. Expected {others[^1].Type.FullName} but was requested {typeof(T).FullName}.");
        }

        var waiter = new Waiter<T>(name, converter);
        if (cancellationToken.IsCancellationRequested)
        {
            waiter.TrySetCanceled(cancellationToken);
            return waiter.Task;
        }

        if (Take(name, out var payload))
        {
            waiter.Receive(payload);
            return waiter.Task;
        }

        Add(name, waiter);
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() =>
            {
                if (pump.CheckTurn())
                {
                    Remove(waiter);
                    waiter.TrySetCanceled(cancellationToken);
                }
            });
        }

        return waiter.Task;
    }

    public void Raise(string name, string? payload)
    {
        if (!waiting.TryGetValue(name, out var waiters))
        {
            kept.Add((name, payload));
            return;
        }

        var newest = waiters[^1];
        Remove(newest);
        newest.Receive(payload);
    }

    private bool Take(string name, out string? payload)
    {
        var index = kept.FindIndex(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
        payload = index >= 0 ? kept[index].Payload : null;
        if (index >= 0)
        {
            kept.RemoveAt(index);
        }

        return index >= 0;
    }

    private void Add(string name, Waiter waiter)
    {
        if (!waiting.TryGetValue(name, out var waiters))
        {
            waiting.Add(name, waiters = []);
        }

        waiters.Add(waiter);
    }

    private void Remove(Waiter waiter)
    {
        if (waiting.TryGetValue(waiter.Name, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
        {
            waiting.Remove(waiter.Name);
        }
    }

    private abstract class Waiter(string name)
    {
        public string Name => name;

        public abstract Type Type { get; }

        public abstract void Receive(string? payload);
    }

    private sealed class Waiter<T>(string name, DataConverter converter) : Waiter(name)
    {
        private readonly TaskCompletionSource<T> source = new();

        public override Type Type => typeof(T);

        public Task<T> Task => source.Task;

        public void TrySetCanceled(CancellationToken cancellationToken) => source.TrySetCanceled(cancellationToken);

        public override void Receive(string? payload)
        {
            T? value;
            try
            {
                if (payload is null && default(T) is not null)
                {
                    source.TrySetException(new InvalidOperationException($"The event '{Name}' carries null, which is no {typeof(T)}."));
                    return;
                }

                value = converter.Deserialize<T>(payload);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                source.TrySetException(e);
                return;
            }

            source.TrySetResult(value!);
        }
    }
}
