using HiveFlow.Identity.ApiKeys;

namespace HiveFlow.Identity.PersonalData;

/// <summary>An API key of a person's, without its secret.</summary>
/// <param name="OrganizationId">Where it works.</param>
/// <param name="Key">What is known of it.</param>
public sealed record KeyPart(string OrganizationId, ApiKeyView Key);
