namespace HiveFlow.Triggers.Schedules;

/// <summary>How a run stands.</summary>
/// <param name="organizationId">Whose.</param>
/// <param name="runId">Which.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate ValueTask<ScheduleRunStanding> ScheduleRunState(string organizationId, string runId, CancellationToken cancellationToken);
