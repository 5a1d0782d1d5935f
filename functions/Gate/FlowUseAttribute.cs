namespace HiveFlow.Functions.Gate;

/// <summary>
/// Lets API keys that are bound to flows call a function whose path does not name a flow or a run. Without it they may not: a route
/// added later is closed to them until somebody thought about it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FlowUseAttribute(FlowUse use) : Attribute
{
    /// <summary><see cref="FlowUse.Listed"/> or <see cref="FlowUse.Nothing"/>.</summary>
    public FlowUse Use { get; } = use;
}
