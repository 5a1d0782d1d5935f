using System.Globalization;

namespace HiveFlow.Runs.Loops;

/// <summary>One execution of a loop node.</summary>
/// <param name="RunId">Its run.</param>
/// <param name="Node">The node's position in the frozen flow.</param>
/// <param name="Iteration">The iteration of the loop around it; null for a loop that is in none.</param>
public readonly record struct LoopPlace(string RunId, int Node, string? Iteration)
{
    /// <summary>The execution that an item's path is of.</summary>
    public static LoopPlace Of(string runId, int node, string path, out int index)
    {
        ArgumentNullException.ThrowIfNull(path);
        var dot = path.LastIndexOf('.');
        index = int.Parse(path.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return new LoopPlace(runId, node, dot < 0 ? null : path[..dot]);
    }

    /// <summary>The iteration that an item of it is.</summary>
    public string ItemPath(int index) =>
        Iteration is null ? index.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Iteration}.{index}");
}
