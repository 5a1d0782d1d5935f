namespace HiveFlow.Mail.Templates;

/// <summary>Somebody's decision is asked for.</summary>
/// <param name="Organization">The organization's name, as its people wrote it.</param>
/// <param name="Flow">The flow's name, as its people wrote it.</param>
/// <param name="AskedBy">Who or what started the run: an address, <c>a webhook</c>, <c>a schedule</c>.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Question">What is asked, as the flow says it; null for nothing.</param>
/// <param name="Deadline">When nobody is asked any more.</param>
/// <param name="ExpiresAt">When the link is over.</param>
/// <param name="Decide">The page that shows and decides it; opening it changes nothing.</param>
public sealed record ApprovalLetter(
    string Organization, string Flow, string AskedBy, DateTimeOffset StartedAt, string? Question, DateTimeOffset Deadline, DateTimeOffset ExpiresAt, Uri Decide);
