namespace HiveFlow.Identity.ApiKeys;

/// <summary>What a person changes about a key of theirs; null leaves a field as it is.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Description">At most 500 characters; may be empty.</param>
/// <param name="FlowIds">The flows it is bound to from now on, 1 to 100.</param>
/// <param name="AnyFlow">True lifts the bound to flows; not together with <paramref name="FlowIds"/>.</param>
/// <param name="IpRanges">The addresses or CIDR ranges it is bound to from now on, 1 to 50.</param>
/// <param name="AnyAddress">True lifts the bound to addresses; not together with <paramref name="IpRanges"/>.</param>
public sealed record ApiKeyChange(
    string? Name, string? Description, IReadOnlyList<string>? FlowIds, bool AnyFlow, IReadOnlyList<string>? IpRanges, bool AnyAddress);
