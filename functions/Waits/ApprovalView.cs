namespace HiveFlow.Functions.Waits;

/// <summary>What somebody sees before they decide.</summary>
/// <param name="Organization">The organization's name.</param>
/// <param name="Flow">The flow's name.</param>
/// <param name="RunId">The run.</param>
/// <param name="StartedBy">Who or what started it.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Message">What is asked; null for nothing in particular.</param>
/// <param name="Deadline">When nobody is asked any more.</param>
/// <param name="Person">In whose name it is decided.</param>
/// <param name="Status">open, approved, rejected or expired; ended when the run is over.</param>
/// <param name="By">Who has decided it.</param>
public sealed record ApprovalView(
    string Organization,
    string Flow,
    string RunId,
    string StartedBy,
    DateTimeOffset StartedAt,
    string? Message,
    DateTimeOffset Deadline,
    string Person,
    string Status,
    string? By);
