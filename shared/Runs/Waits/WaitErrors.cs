using HiveFlow.Errors;

namespace HiveFlow.Runs.Waits;

/// <summary>How answering a wait, and waiting, can fail.</summary>
public static class WaitErrors
{
    /// <summary>Somebody was first.</summary>
    public static readonly ErrorCode WaitEndedCode = new("wait_ended", ErrorKind.Conflict);

    /// <summary>Nobody answered in time.</summary>
    public static readonly ErrorCode WaitExpiredCode = new("wait_expired", ErrorKind.Conflict);

    /// <summary>Too many events wait to be waited for.</summary>
    public static readonly ErrorCode EventBufferFullCode = new("event_buffer_full", ErrorKind.Conflict);

    /// <summary>Others are asked.</summary>
    public static readonly ErrorCode NotAssigneeCode = new("not_assignee", ErrorKind.Forbidden);

    /// <summary>An approval names somebody who can't give it.</summary>
    public static readonly ErrorCode AssigneeUnknownCode = new("assignee_unknown", ErrorKind.Invalid);

    /// <summary>409: it was decided already.</summary>
    public static Error WaitEnded(string status) => Error.Of(WaitEndedCode, $"The wait has ended already ({status}); nothing was changed.");

    /// <summary>409 for who comes too late, and the failure of a step that waited in vain.</summary>
    public static Error WaitExpired(DateTimeOffset deadline) =>
        Error.Of(WaitExpiredCode, $"Nobody answered until {deadline.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.");

    /// <summary>409: nothing of the run waits for any of the events that came.</summary>
    public static Error EventBufferFull(int most) => Error.Of(
        EventBufferFullCode, $"The run holds {most} events that nothing has waited for yet; no more are taken until one of them was.");

    /// <summary>403: in person, and only those named.</summary>
    public static Error NotAssignee() => Error.Of(
        NotAssigneeCode, "This approval is asked of others, or of you in person: it takes the session of a person whom it names, or the link in their mail.");

    /// <summary>The failure of a step that asks somebody who can't answer.</summary>
    public static Error AssigneeUnknown(string named) => Error.Of(
        AssigneeUnknownCode, $"{named} is no member of this organization who may steer its runs, so nobody could be asked.");
}
