namespace HiveFlow.Runs.Waits;

/// <summary>
/// Lets those who answer the same run in this process do so one after the other, so that they do not make each other begin again. The store's
/// guards are what decides; this only spares tries.
/// </summary>
public sealed class RunTurns : IDisposable
{
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for the turn; dispose what it gives to pass it on.</summary>
    internal async ValueTask<Turn> TakeAsync(string runId, CancellationToken cancellationToken)
    {
        var gate = gates[(uint)StringComparer.Ordinal.GetHashCode(runId) % gates.Length];
        await gate.WaitAsync(cancellationToken);
        return new Turn(gate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gate in gates)
        {
            gate.Dispose();
        }
    }

    /// <summary>A turn at a run.</summary>
    internal readonly record struct Turn(SemaphoreSlim Gate) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Gate.Release();
    }
}
