using System.Text.Json;
using HiveFlow.Runs.Queueing;

namespace HiveFlow.Orchestrations.Testing;

/// <summary>One node to be run by itself.</summary>
/// <param name="RunId">The id of the run that does it.</param>
/// <param name="NodeId">The node.</param>
/// <param name="UserId">Who asks; the run has their rights.</param>
/// <param name="Input">The run's input.</param>
/// <param name="Outputs">Outputs by node id, in place of running those nodes.</param>
public sealed record NodeTest(string RunId, string NodeId, string UserId, JsonElement Input, IReadOnlyDictionary<string, JsonElement> Outputs)
{
    /// <summary>Their API key; null for a session.</summary>
    public string? KeyId { get; init; }

    /// <summary>The flows that it is bound to; null for none.</summary>
    public IReadOnlyList<string>? KeyFlows { get; init; }

    /// <summary>How the run is begun where it has to queue.</summary>
    public QueuedStart Start { get; init; } = new();
}
