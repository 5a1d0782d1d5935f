namespace HiveFlow.Identity.Saml;

/// <summary>What a checked assertion says, all of it from verified octets.</summary>
/// <param name="AssertionId">Its id, good for one login.</param>
/// <param name="ValidUntil">When it can no longer be handed in, the clocks' difference included.</param>
/// <param name="Issuer">The identity provider's entity id.</param>
/// <param name="Subject">The person's name id.</param>
/// <param name="IsEmailSubject">Whether that is an e-mail address.</param>
/// <param name="Attributes">Values by attribute name, as they came.</param>
/// <param name="AuthenticatedAt">When the person proved themself to the provider.</param>
/// <param name="SessionEndsAt">When the provider's session ends; null when it does not say.</param>
/// <param name="Contexts">How the person proved themself (AuthnContextClassRef).</param>
internal sealed record SamlLogin(
    string AssertionId,
    DateTimeOffset ValidUntil,
    string Issuer,
    string Subject,
    bool IsEmailSubject,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes,
    DateTimeOffset AuthenticatedAt,
    DateTimeOffset? SessionEndsAt,
    IReadOnlyList<string> Contexts)
{
    /// <summary>The values of an attribute; none when it is absent or not asked for.</summary>
    public IReadOnlyList<string> Values(string? attribute) =>
        attribute is not null && Attributes.TryGetValue(attribute, out var values) ? values : [];

    /// <summary>The one value of an attribute; null when there is none or there are several.</summary>
    public string? Single(string? attribute) => Values(attribute) is [{ Length: > 0 } one] ? one : null;
}
