namespace HiveFlow.Functions.Operators;

/// <summary>What is at work and what waits, over all organizations.</summary>
/// <param name="RunsAtWork">Runs that have a place.</param>
/// <param name="RunsQueued">Runs that wait for one.</param>
/// <param name="IsWhole">False when these counts were lost with Redis and are being made anew.</param>
/// <param name="DeliveriesOverdue">Deliveries of webhooks whose run should have been started by now.</param>
/// <param name="IsMoreOverdue">Whether there are more of those than were counted.</param>
internal sealed record QueuesView(long RunsAtWork, long RunsQueued, bool IsWhole, int DeliveriesOverdue, bool IsMoreOverdue);
