using System.Text.Json.Serialization;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Waits;

/// <summary>
/// A step that waits for somebody. The record decides: whoever replaces it while it is open has ended the wait, and everybody after is
/// told so. It outlives its deadline by 30 days.
/// </summary>
public sealed record RunWait
{
    /// <summary>The waits of a run, by node and iteration.</summary>
    public static readonly Collection<RunWait> Collection = new Collection<RunWait>("run_waits", RunsJson.Default.RunWait)
        .WithIndex("node", ("runId", wait => wait.RunId), ("nodeId", wait => wait.NodeId), ("iteration", wait => wait.Iteration ?? RunStep.OutsideLoops))
        .WithIndex("open", ("runId", wait => wait.RunId), ("nodeId", wait => wait.NodeId), ("status", wait => wait.Status))
        .WithExpiry(wait => wait.Deadline + Kept);

    /// <summary>The largest comment, in characters.</summary>
    public const int MaxComment = 2_000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The node's id in the flow.</summary>
    public required string NodeId { get; init; }

    /// <summary>The node's place in the frozen flow.</summary>
    public required int Node { get; init; }

    /// <summary>The item's index in its loop, after those of the loops around it as in <c>2.5</c>; null outside loops.</summary>
    [JsonPropertyName("in")]
    public string? Iteration { get; init; }

    /// <summary>The orchestration that waits and is to be woken.</summary>
    public required string Instance { get; init; }

    /// <summary>One of <see cref="WaitKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The event's name.</summary>
    public string? Event { get; init; }

    /// <summary>What is asked of whoever decides.</summary>
    public string? Message { get; init; }

    /// <summary>The users who may decide, by id.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>The roles whose holders, and those above them, may decide.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>One of <see cref="DeadlineReactions"/>.</summary>
    public required string OnDeadline { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it is over without an answer.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>One of <see cref="WaitStatus"/>.</summary>
    public string Status { get; init; } = WaitStatus.Open;

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who decided: their address.</summary>
    public string? By { get; init; }

    /// <summary>What they said to it.</summary>
    public string? Comment { get; init; }

    /// <summary>What the event brought.</summary>
    public Payload? Data { get; init; }

    /// <summary>Whether nobody has ended it.</summary>
    [JsonIgnore]
    public bool IsOpen => Status == WaitStatus.Open;

    /// <summary>Whether only some may decide.</summary>
    [JsonIgnore]
    public bool HasAssignees => People.Count > 0 || Roles.Count > 0;

    /// <summary>The record's id: the same at every repetition of the step.</summary>
    [JsonIgnore]
    public string Id => RunStep.IdOf(RunId, Node, Iteration);

    /// <summary>
    /// Whether somebody may decide it: everybody who may steer runs where it names nobody, else the people it names, in person.
    /// </summary>
    public bool Admits(WaitDecider decider)
    {
        ArgumentNullException.ThrowIfNull(decider);
        return !HasAssignees
            || (decider.IsPerson && (People.Contains(decider.UserId, StringComparer.Ordinal) || Roles.Any(decider.Roles.Contains)));
    }
}
