namespace HiveFlow.Functions.Gate;

/// <summary>
/// Who may call an HTTP function; declared once, beside the route. A function without one stops the start. The gate reads it
/// from a table by function name.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AccessAttribute(Access access) : Attribute
{
    /// <summary>The rule.</summary>
    public Access Access { get; } = access;

    /// <summary>Largest body in bytes; 0 takes the default of 1 MiB.</summary>
    public int MaxBodyBytes { get; init; }

    /// <summary>What becomes of a plain HTTP request in production. Default: refused.</summary>
    public Transport Transport { get; init; }
}
