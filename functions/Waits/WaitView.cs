using HiveFlow.Runs.Waits;

namespace HiveFlow.Functions.Waits;

/// <summary>A wait for an event or an approval, as the API shows it.</summary>
public sealed record WaitView
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The node that waits.</summary>
    public required string NodeId { get; init; }

    /// <summary>In a loop, the item's index, after those of the loops around it as in 2.5; null outside loops.</summary>
    public string? Iteration { get; init; }

    /// <summary>event or approval.</summary>
    public required string Kind { get; init; }

    /// <summary>open, approved, rejected, received or expired.</summary>
    public required string Status { get; init; }

    /// <summary>The event's name.</summary>
    public string? Event { get; init; }

    /// <summary>What is asked.</summary>
    public string? Message { get; init; }

    /// <summary>The people who may decide, by id; with no roles either, everybody who may steer runs.</summary>
    public IReadOnlyList<string>? People { get; init; }

    /// <summary>The roles whose holders, and those above them, may decide.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it is over without an answer.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who decided.</summary>
    public string? By { get; init; }

    /// <summary>What they said to it.</summary>
    public string? Comment { get; init; }

    internal static WaitView Of(RunWait wait) => new()
    {
        RunId = wait.RunId,
        NodeId = wait.NodeId,
        Iteration = wait.Iteration,
        Kind = wait.Kind,
        Status = wait.Status,
        Event = wait.Event,
        Message = wait.Message,
        People = wait.Kind == WaitKinds.Approval ? wait.People : null,
        Roles = wait.Kind == WaitKinds.Approval ? wait.Roles : null,
        OpenedAt = wait.OpenedAt,
        Deadline = wait.Deadline,
        EndedAt = wait.EndedAt,
        By = wait.By,
        Comment = wait.Comment,
    };
}
