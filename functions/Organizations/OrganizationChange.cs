namespace HiveFlow.Functions.Organizations;

/// <summary>A change of an organization.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Version">The version that is changed; absent, whatever is there.</param>
internal sealed record OrganizationChange(string Name, long? Version = null);
