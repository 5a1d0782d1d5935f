namespace HiveFlow.Processors.Waiting;

/// <summary>What a step waits for besides an instant; the interpreter opens the wait and ends the step with it.</summary>
/// <param name="Kind"><c>event</c> or <c>approval</c>.</param>
public sealed record WaitRequest(string Kind)
{
    /// <summary>The event's name.</summary>
    public string? Event { get; init; }

    /// <summary>What is asked of whoever decides; at most 2,000 characters.</summary>
    public string? Message { get; init; }

    /// <summary>Addresses of members, and the roles <c>member</c>, <c>admin</c>, <c>owner</c>; none for everybody who may steer runs.</summary>
    public IReadOnlyList<string> Assignees { get; init; } = [];

    /// <summary>Whether the assignees are told by mail. Default true.</summary>
    public bool Notify { get; init; } = true;

    /// <summary>When it is over without an answer; null takes the usual time.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary><c>fail</c>, <c>reject</c> or <c>continue</c>.</summary>
    public required string OnDeadline { get; init; }
}
