using HiveFlow.Runs.Batches;

namespace HiveFlow.Functions.Batches;

/// <summary>One run of a batch.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Index">The place of its input, from 0.</param>
public sealed record BatchItem(RunBatch Batch, int Index)
{
    /// <summary>The run's id: however often it is launched, it is made once.</summary>
    public string RunId => Batch.RunIdOf(Index);
}
