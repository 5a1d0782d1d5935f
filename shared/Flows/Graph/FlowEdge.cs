namespace HiveFlow.Flows.Graph;

/// <summary>An edge as read from a saved flow.</summary>
/// <param name="Position">Its place in the saved array, from 0.</param>
/// <param name="Id">Null when the saved edge has none.</param>
/// <param name="Source">The node it leaves; empty when not said.</param>
/// <param name="Target">The node it leads to; empty when not said.</param>
/// <param name="SourceHandle">The output it hangs on; null for the only or default one.</param>
/// <param name="TargetHandle">The input it hangs on; kept for drawing, without meaning to a run.</param>
/// <param name="IsConditional">Whether <c>data.isConditional</c> is true.</param>
/// <param name="ConditionIndex">
/// <c>data.conditionIndex</c>: where there is no <see cref="SourceHandle"/>, the place of the output it hangs on among its node's outputs.
/// </param>
public sealed record FlowEdge(
    int Position,
    string? Id,
    string Source,
    string Target,
    string? SourceHandle,
    string? TargetHandle,
    bool IsConditional,
    int? ConditionIndex)
{
    /// <summary>The source handle of the edges that a failure takes.</summary>
    public const string ErrorHandle = "error";

    /// <summary>What an output's name begins with that is meant by the id of the node which follows, not by a handle.</summary>
    public const string ToTarget = "target:";

    /// <summary>The edge's place in words of the API: <c>edges[3]</c>.</summary>
    public string Path => $"edges[{Position}]";

    /// <summary>The output this edge hangs on, given its node's outputs; null for the default one.</summary>
    public string? HandleAmong(IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (SourceHandle == ErrorHandle)
        {
            return ErrorHandle;
        }

        if (outputs.FirstOrDefault(output => output.StartsWith(ToTarget, StringComparison.Ordinal) && output.AsSpan(ToTarget.Length).SequenceEqual(Target)) is { } toTarget)
        {
            return toTarget;
        }

        // A type without a choice of outputs takes all its edges: their handles are the drawing's business.
        if (outputs.Count == 0)
        {
            return null;
        }

        return SourceHandle is null && IsConditional && ConditionIndex is { } index && index >= 0 && index < outputs.Count
            ? outputs[index]
            : SourceHandle;
    }
}
