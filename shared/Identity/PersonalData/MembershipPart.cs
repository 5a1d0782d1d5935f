namespace HiveFlow.Identity.PersonalData;

/// <summary>A person's place in an organization.</summary>
/// <param name="OrganizationId">Which.</param>
/// <param name="Organization">What it is called.</param>
/// <param name="Role">What they are there.</param>
/// <param name="JoinedAt">Since when.</param>
/// <param name="IsAlone">Whether nobody else is in it: then it goes with the account, and what it owns is the person's.</param>
public sealed record MembershipPart(string OrganizationId, string Organization, string Role, DateTimeOffset JoinedAt, bool IsAlone);
