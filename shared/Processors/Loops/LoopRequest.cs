using System.Text.Json;

namespace HiveFlow.Processors.Loops;

/// <summary>What a loop node wants to be run for each of its items; the interpreter does it.</summary>
/// <param name="Items">The list; undefined where only the index counts.</param>
/// <param name="Count">Iterations: the list's length, or the most there are.</param>
/// <param name="Parallelism">Items at work at a time, 1 or more.</param>
public sealed record LoopRequest(JsonElement Items, int Count, int Parallelism)
{
    /// <summary>The setting that is looked at after each item.</summary>
    public const string Until = "until";

    /// <summary>Whether an item that fails is noted and the others go on.</summary>
    public bool GoesOnAfterErrors { get; init; }
}
