using System.Reflection;

namespace HiveFlow.Functions.Gate;

/// <summary>What the gate knows of one HTTP function.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Access">Who may call it.</param>
/// <param name="MaxBodyBytes">Largest body in bytes.</param>
/// <param name="Route">Its whole route.</param>
/// <param name="Methods">The HTTP methods it takes, upper-case.</param>
/// <param name="Method">Where its documentation attributes stand.</param>
public sealed record FunctionRule(
    string Name, Access Access, long MaxBodyBytes, RoutePath Route, IReadOnlyList<string> Methods, MethodInfo Method)
{
    /// <summary>What becomes of a plain HTTP request in production.</summary>
    public Transport Transport { get; } = Method.GetCustomAttribute<AccessAttribute>()?.Transport ?? Transport.Https;

    /// <summary>Set when the gate remembers this function's answers by Idempotency-Key.</summary>
    public IdempotentAttribute? Idempotent { get; } = Method.GetCustomAttribute<IdempotentAttribute>();

    /// <summary>Its rate class; null for one that only the limits of its caller bound.</summary>
    public LimitAttribute? Limit { get; } = Method.GetCustomAttribute<LimitAttribute>();

    /// <summary>Whether a second factor must have been given a moment ago.</summary>
    public bool IsFresh { get; } = Method.GetCustomAttribute<FreshAttribute>() is not null;

    /// <summary>Whether it stays open while the service is being maintained, whatever it changes.</summary>
    public bool IsOpenDuringMaintenance { get; } = Method.GetCustomAttribute<DuringMaintenanceAttribute>() is not null;

    /// <summary>Set when its failures have a form of their own.</summary>
    public RefusalAttribute? Refusal { get; } = Method.GetCustomAttribute<RefusalAttribute>();

    /// <summary>The path of the resource whose metadata a refusal for want of a credential points to; null points nowhere.</summary>
    public string? Resource { get; } = Method.GetCustomAttribute<ProtectedResourceAttribute>()?.Path;

    /// <summary>Whether it is about the caller's own account and nothing of an organization's.</summary>
    public bool IsOwnAccount { get; } = Method.GetCustomAttribute<OwnAccountAttribute>() is not null;

    /// <summary>What keys that are bound to flows may do with it; where the path names a flow or a run, the path says it.</summary>
    public FlowUse FlowUse { get; } = Method.GetCustomAttribute<FlowUseAttribute>()?.Use ?? OfPath(Route.Template);

    private static FlowUse OfPath(string template) =>
        template.StartsWith("api/flows/{id", StringComparison.Ordinal) ? FlowUse.OfFlow
        : template.StartsWith("api/runs/{id", StringComparison.Ordinal) ? FlowUse.OfRun
        : FlowUse.Unsaid;
}
