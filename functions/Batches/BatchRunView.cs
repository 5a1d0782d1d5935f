using HiveFlow.Functions.Runs;
using HiveFlow.Runs;

namespace HiveFlow.Functions.Batches;

/// <summary>A run of a batch as it is listed.</summary>
/// <param name="Index">The place of its input, from 0.</param>
/// <param name="ExecutionId">The run.</param>
/// <param name="Status">The run's status.</param>
/// <param name="StartTime">When it was accepted.</param>
/// <param name="EndTime">When it ended.</param>
/// <param name="Duration">Milliseconds from one to the other.</param>
/// <param name="Failure">Why it failed.</param>
public sealed record BatchRunView(
    int Index, string ExecutionId, string Status, DateTimeOffset StartTime, DateTimeOffset? EndTime, long? Duration, RunFailure? Failure)
{
    internal static BatchRunView Of(int index, Run run) =>
        new(index, run.Id, run.Status, run.CreatedAt, run.EndedAt, RunView.DurationOf(run), run.Failure);
}
