using HiveFlow.Errors;

namespace HiveFlow.Triggers.Schedules;

/// <summary>Starts the run of one occurrence and gives its id, or null where the occurrence is left out; the same occurrence again gives the same run.</summary>
/// <param name="schedule">Whose.</param>
/// <param name="occurrence">Which.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate Task<Result<string?>> ScheduleStarter(Schedule schedule, DateTimeOffset occurrence, CancellationToken cancellationToken);
