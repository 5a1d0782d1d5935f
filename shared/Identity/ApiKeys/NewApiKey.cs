namespace HiveFlow.Identity.ApiKeys;

/// <summary>What a person says about a key they want.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Permissions">At least one of read, write, execute, each once.</param>
/// <param name="ExpiresIn"><c>never</c>, a number of days such as <c>30d</c> (1 to 3,650), or a date in ISO 8601 in the future.</param>
/// <param name="Description">At most 500 characters; may be empty.</param>
/// <param name="FlowIds">The flows it is bound to, 1 to 100; null for all of the organization.</param>
/// <param name="IpRanges">Addresses or CIDR ranges it is bound to, 1 to 50; null for everywhere.</param>
public sealed record NewApiKey(
    string Name,
    IReadOnlyList<string> Permissions,
    string ExpiresIn,
    string Description,
    IReadOnlyList<string>? FlowIds = null,
    IReadOnlyList<string>? IpRanges = null);
