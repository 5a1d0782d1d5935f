namespace HiveFlow.Identity.PersonalData;

/// <summary>A person's account.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Email">The proven address.</param>
/// <param name="Name">What they call themselves.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="HasPassword">Whether one was chosen; it is kept as a hash, which is not given out.</param>
/// <param name="IsDisabled">Whether an operator has shut them out.</param>
/// <param name="OrganizationId">Their personal organization.</param>
public sealed record AccountPart(
    string Id, string Email, string Name, DateTimeOffset CreatedAt, bool HasPassword, bool IsDisabled, string OrganizationId);
