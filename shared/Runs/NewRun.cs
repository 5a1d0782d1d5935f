using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Runs.Queueing;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs;

/// <summary>A run to be created.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="FlowId">Of which flow.</param>
/// <param name="FlowName">Its name now.</param>
/// <param name="FlowHash">The frozen flow.</param>
/// <param name="FlowVersion">Its version now.</param>
/// <param name="Trigger">One of <see cref="RunTriggers"/>.</param>
/// <param name="Input">What it is given; kept in the file store when it is large.</param>
public sealed record NewRun(
    DocumentId OrganizationId, string FlowId, string FlowName, string FlowHash, long FlowVersion, string Trigger, JsonElement Input)
{
    /// <summary>
    /// The id it is to have, where somebody recorded that before: then it is made once, however often it is asked for, without an
    /// <see cref="IdempotencyKey"/>. Null takes a new one.
    /// </summary>
    public string? RunId { get; init; }

    /// <summary>The webhook or schedule that starts it; null for others.</summary>
    public string? TriggerId { get; init; }

    /// <summary>The id it is to have where <see cref="RunId"/> names none: a new one, used nowhere before. Null takes a new one.</summary>
    public string? FreshId { get; init; }

    /// <summary>How long it may be at work; null for as long as it takes.</summary>
    public TimeSpan? Longest { get; init; }

    /// <summary>How it is begun.</summary>
    public QueuedStart Start { get; init; } = new();

    /// <summary>Whether it has to queue: then its record says how it is begun, and is on disk when it is made.</summary>
    public bool IsQueued { get; init; }

    /// <summary>The user who starts it.</summary>
    public string? UserId { get; init; }

    /// <summary>The person whose rights it has; null takes <see cref="UserId"/>. A trigger names the flow's owner.</summary>
    public string? ActsFor { get; init; }

    /// <summary>The API key it is started with.</summary>
    public string? KeyId { get; init; }

    /// <summary>The flows that this key is bound to; null for all of the organization.</summary>
    public IReadOnlyList<string>? KeyFlows { get; init; }

    /// <summary>The run whose subflow node starts it; null for others.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>How many runs are above it.</summary>
    public int Depth { get; init; }

    /// <summary>The ended run that it tries again; null for others.</summary>
    public string? RetryOf { get; init; }

    /// <summary>The batch that it belongs to; null for others.</summary>
    public string? BatchId { get; init; }

    /// <summary>The caller's <c>Idempotency-Key</c>, 1 to 255 printable characters; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 (hex) of the request, compared when the key comes again.</summary>
    public string RequestHash { get; init; } = string.Empty;

    /// <summary>How many nodes its flow has, from which its cost is estimated.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Millicredits held for it.</summary>
    public long Reserved { get; init; }

    /// <summary>The limits that they count against; null for none.</summary>
    public IReadOnlyList<string>? Limited { get; init; }

    /// <summary>The writes that hold them, by the run's id; they can't be refused but by a check among them.</summary>
    public Func<string, IReadOnlyList<DocumentWrite>>? Hold { get; init; }

    /// <summary>What is said when a check among <see cref="Hold"/> refuses; not null where there is one.</summary>
    public Error? HoldLost { get; init; }

    /// <summary>The writes that give them back when the run is taken back, by its id.</summary>
    public Func<string, IReadOnlyList<DocumentWrite>>? Release { get; init; }

    /// <summary>Writes that belong to the start and can't be refused (a flow's counter).</summary>
    public IReadOnlyList<DocumentWrite> Alongside { get; init; } = [];
}
