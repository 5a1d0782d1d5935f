namespace HiveFlow.Identity.SignIn;

/// <summary>
/// A person as an outside identity provider vouched for them, after everything about its answer was checked. Who it is, is the pair of
/// issuer and subject within a realm (OWASP ASVS 5.0, 6.8.1), never the e-mail address.
/// </summary>
/// <param name="Realm">
/// Whose word the issuer is: <c>google</c>, <c>github</c> or the id of an organization's connection. An organization writes its own issuer
/// names, so that the same name in another organization is somebody else.
/// </param>
/// <param name="Issuer">The provider's name of itself, at most 500 characters.</param>
/// <param name="Subject">The provider's lasting name of the person, at most 500 characters.</param>
internal sealed record OutsideIdentity(string Realm, string Issuer, string Subject)
{
    /// <summary>The address that the provider names; null when it names none.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the provider says that it has proven the address.</summary>
    public bool IsEmailVerified { get; init; }

    /// <summary>What the person is called there.</summary>
    public string? Name { get; init; }

    /// <summary>The values of the claim or attribute that the connection maps to roles, as they came.</summary>
    public IReadOnlyList<string> RoleValues { get; init; } = [];

    /// <summary>Whether the provider says that a second factor was given (<c>amr</c>, <c>acr</c>, AuthnContextClassRef); absent is no.</summary>
    public bool HasSecondFactor { get; init; }

    /// <summary>When the person proved themself to the provider; null when it does not say.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>When the provider wants the session to end at the latest; null when it does not say.</summary>
    public DateTimeOffset? SessionEndsAt { get; init; }
}
