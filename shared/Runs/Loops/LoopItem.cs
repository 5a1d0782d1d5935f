using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Loops;

/// <summary>What one item of a loop came to.</summary>
/// <param name="Output">Its result; null when it failed.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="ExpiresAt">When it may vanish: no run lasts that long.</param>
public sealed record LoopItem(Payload? Output, RunFailure? Failure, DateTimeOffset ExpiresAt)
{
    /// <summary>By id only.</summary>
    public static readonly Collection<LoopItem> Collection =
        new Collection<LoopItem>("loop_items", RunsJson.Default.LoopItem).WithExpiry(item => item.ExpiresAt);

    /// <summary>The document's id: the same at every repetition.</summary>
    public static string IdOf(LoopPlace loop, int index) => $"{loop.RunId}/{loop.Node}/{loop.ItemPath(index)}";
}
