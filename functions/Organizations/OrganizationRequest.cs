namespace HiveFlow.Functions.Organizations;

/// <summary>An organization that is wanted.</summary>
/// <param name="Name">1 to 100 characters.</param>
internal sealed record OrganizationRequest(string Name);
