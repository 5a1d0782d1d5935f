namespace HiveFlow.Triggers.Schedules;

/// <summary>Whether a run is there and has not ended.</summary>
/// <param name="organizationId">Whose.</param>
/// <param name="runId">Which.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate ValueTask<bool> ScheduleRunState(string organizationId, string runId, CancellationToken cancellationToken);
