namespace HiveFlow.Identity.PersonalData;

/// <summary>An outside identity that opens the account.</summary>
/// <param name="Provider"><c>google</c>, <c>github</c>, or the id of an organization's connection.</param>
/// <param name="Issuer">The provider's name of itself.</param>
/// <param name="Subject">The provider's name of the person.</param>
/// <param name="Email">The address that the provider named last.</param>
/// <param name="LinkedAt">Since when.</param>
/// <param name="LastUsedAt">The last login by it.</param>
public sealed record IdentityPart(
    string Provider, string Issuer, string Subject, string? Email, DateTimeOffset LinkedAt, DateTimeOffset? LastUsedAt);
