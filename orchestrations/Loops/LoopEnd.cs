using System.Text.Json.Serialization;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>How a loop's body came out, over all items. What they put out is in the store.</summary>
public sealed record LoopEnd
{
    /// <summary>Items that were begun: the first so many.</summary>
    [JsonPropertyName("c")]
    public int Count { get; init; }

    /// <summary>The item that ended the loop by its failure; null for none.</summary>
    [JsonPropertyName("x")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? FailedItem { get; init; }

    /// <summary>Steps that were run.</summary>
    [JsonPropertyName("n")]
    public int Steps { get; init; }

    /// <summary>Their use, by kind.</summary>
    [JsonPropertyName("u")]
    public IReadOnlyDictionary<string, long> Usage { get; init; } = new Dictionary<string, long>();

    /// <summary>What they have cost, in millicredits.</summary>
    [JsonPropertyName("p")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Spent { get; init; }

    /// <summary>Whether the run has ended meanwhile.</summary>
    [JsonPropertyName("e")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasEnded { get; init; }

    /// <summary>Whether the run has made as many steps as it may.</summary>
    [JsonPropertyName("m")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsExceeded { get; init; }

    /// <summary>Whether a step of it could not be carried out at all.</summary>
    [JsonPropertyName("l")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLost { get; init; }
}
