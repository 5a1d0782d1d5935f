namespace HiveFlow.Functions.ApiKeys;

/// <summary>A key that is wanted.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Permissions">At least one of read, write, execute.</param>
/// <param name="ExpiresIn"><c>never</c>, days such as <c>30d</c>, or a future date in ISO 8601.</param>
/// <param name="Description">At most 500 characters.</param>
/// <param name="FlowIds">The flows it is bound to, 1 to 100; absent for all of the organization.</param>
/// <param name="IpRanges">Addresses or CIDR ranges it is bound to, 1 to 50; absent for everywhere.</param>
internal sealed record CreateApiKeyRequest(
    string Name,
    IReadOnlyList<string> Permissions,
    string ExpiresIn = "never",
    string Description = "",
    IReadOnlyList<string>? FlowIds = null,
    IReadOnlyList<string>? IpRanges = null);
