namespace HiveFlow.Metering.Limits;

/// <summary>A request that waits for its place in a round trip.</summary>
internal sealed class PendingTake(Charge[] charges)
{
    private readonly TaskCompletionSource<LimitVerdict> verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Charge[] Charges => charges;

    public Task<LimitVerdict> Verdict => verdict.Task;

    public void Complete(LimitVerdict value) => verdict.TrySetResult(value);
}
