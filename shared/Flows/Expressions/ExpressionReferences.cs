namespace HiveFlow.Flows.Expressions;

/// <summary>What the expressions of a node refer to, so that no more is loaded than they can see.</summary>
/// <param name="NodeIds">Nodes whose output is named.</param>
/// <param name="AllNodes">Whether any node's output may be meant (<c>nodes[inputs.which]</c>).</param>
public sealed record ExpressionReferences(IReadOnlySet<string> NodeIds, bool AllNodes)
{
    /// <summary>None.</summary>
    public static readonly ExpressionReferences None = new(new HashSet<string>(), false);
}
