using HiveFlow.Flows.Expressions;

namespace HiveFlow.Flows;

/// <summary>Section <c>HiveFlow:Flows</c>.</summary>
public sealed record FlowsOptions
{
    /// <summary>Most nodes of a flow. Default 500; 1 to 20,000.</summary>
    public int MaxNodes { get; init; } = 500;

    /// <summary>Most edges of a flow. Default 2,000; 1 to 80,000.</summary>
    public int MaxEdges { get; init; } = 2_000;

    /// <summary>What loops, maps and subflows may do.</summary>
    public LoopLimits Loops { get; init; } = new();

    /// <summary>What one expression may cost.</summary>
    public ExpressionLimits Expressions { get; init; } = new();
}
