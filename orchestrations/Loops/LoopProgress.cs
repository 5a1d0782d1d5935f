using System.Text.Json.Serialization;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>Where a loop stands between two executions of its orchestrator: as large as what is at work, whatever the list's length.</summary>
public sealed record LoopProgress
{
    /// <summary>The first item that was not begun.</summary>
    [JsonPropertyName("n")]
    public int Next { get; init; }

    /// <summary>Items at work.</summary>
    [JsonPropertyName("o")]
    public IReadOnlyList<OpenItem> Open { get; init; } = [];

    /// <summary>Whether no more are begun.</summary>
    [JsonPropertyName("s")]
    public bool IsStopped { get; init; }

    /// <summary>What ended items came to, added up.</summary>
    [JsonPropertyName("e")]
    public LoopEnd Ended { get; init; } = new();
}
