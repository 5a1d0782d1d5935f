namespace HiveFlow.Triggers.Schedules;

/// <summary>Why an occurrence started no run.</summary>
/// <param name="Code">Our error code.</param>
/// <param name="Message">One readable sentence.</param>
/// <param name="At">When.</param>
public sealed record ScheduleFailure(string Code, string Message, DateTimeOffset At);
