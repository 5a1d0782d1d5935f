namespace HiveFlow.Functions.Organizations;

/// <summary>Settings of an organization.</summary>
/// <param name="RequireTotp">Whether its members need an authenticator.</param>
/// <param name="Version">The version that is changed; absent, whatever is there.</param>
internal sealed record OrganizationSettings(bool RequireTotp, long? Version = null);
