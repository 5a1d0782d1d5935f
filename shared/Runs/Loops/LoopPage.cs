using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Loops;

/// <summary>Some consecutive items of a loop's list, as it was when the loop began.</summary>
/// <param name="Items">A list.</param>
/// <param name="ExpiresAt">When it may vanish: no run lasts that long.</param>
public sealed record LoopPage(Payload Items, DateTimeOffset ExpiresAt)
{
    /// <summary>By id only.</summary>
    public static readonly Collection<LoopPage> Collection =
        new Collection<LoopPage>("loop_pages", RunsJson.Default.LoopPage).WithExpiry(page => page.ExpiresAt);

    /// <summary>The document's id.</summary>
    public static string IdOf(LoopPlace loop, int page) => $"{loop.RunId}/{loop.Node}/{loop.Iteration ?? RunStep.OutsideLoops}/{page}";
}
