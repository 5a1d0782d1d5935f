using HiveFlow.Metering.Limits;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// The rate class of a function, see <see cref="LimitClasses"/>: counted by caller, or by address where nobody has logged in. Every
/// function without a credential and every costly one has one.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LimitAttribute(string name) : Attribute
{
    /// <summary>The class.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The function starts what costs credits: while Redis is away it is refused with 503 and nothing is charged. Default false: it goes on
    /// with a count of this instance's own.
    /// </summary>
    public bool IsStrict { get; init; }

    /// <summary>Whether the class alone counts, and nothing else that the caller sends takes from it. Default false.</summary>
    public bool IsAlone { get; init; }

    /// <summary>The function costs nothing and answers whatever Redis does: each instance counts alone. Default false.</summary>
    public bool IsLocal { get; init; }
}
