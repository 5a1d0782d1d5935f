using HiveFlow.Runs.Queueing;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Retrying;

/// <summary>A run to be tried again.</summary>
/// <param name="UserId">Who asks; the new run has their rights.</param>
/// <param name="KeyId">Their API key; null for a session.</param>
/// <param name="FromStep">The node to begin with; null begins with what failed or had not ended.</param>
public sealed record RunRetry(string UserId, string? KeyId, string? FromStep)
{
    /// <summary>The flows that the key is bound to; null for all of the organization.</summary>
    public IReadOnlyList<string>? KeyFlows { get; init; }

    /// <summary>How the new run is begun where it has to queue; where in its flow is not theirs to say.</summary>
    public QueuedStart Start { get; init; } = new();

    /// <summary>How long the new run may be at work; null for the usual.</summary>
    public TimeSpan? Longest { get; init; }

    /// <summary>The id that the new run is to have, so that it is made once however often it is asked for; null takes a new one.</summary>
    public string? RunId { get; init; }

    /// <summary>More to write together with the new run, by its id.</summary>
    public Func<string, IReadOnlyList<DocumentWrite>> Alongside { get; init; } = static _ => [];
}
