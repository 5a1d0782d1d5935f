namespace HiveFlow.Functions.Operators;

/// <summary>Runs of the last hour, over all instances.</summary>
/// <param name="Started">Accepted.</param>
/// <param name="Completed">Ended well.</param>
/// <param name="Failed">Ended badly.</param>
/// <param name="Cancelled">Ended because somebody wished so.</param>
internal sealed record HourView(long Started, long Completed, long Failed, long Cancelled);
