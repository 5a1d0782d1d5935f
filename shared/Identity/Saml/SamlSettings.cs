namespace HiveFlow.Identity.Saml;

/// <summary>The SAML part of a connection as stored; checked.</summary>
/// <param name="EntityId">The identity provider's name of itself; never changes, for it is half of who somebody is.</param>
/// <param name="SsoUrl">Where browsers are sent with a request (HTTP-Redirect), https.</param>
/// <param name="Certificates">1 to 5 signing certificates, PEM: several while the provider exchanges its own.</param>
/// <param name="EmailAttribute">The attribute that holds the address; null takes the name id when that is one.</param>
/// <param name="NameAttribute">The attribute that holds the person's name; null for none.</param>
/// <param name="StrongContexts">Values of AuthnContextClassRef that mean a second factor, besides those everybody knows.</param>
internal sealed record SamlSettings(
    string EntityId,
    string SsoUrl,
    IReadOnlyList<string> Certificates,
    string? EmailAttribute,
    string? NameAttribute,
    IReadOnlyList<string> StrongContexts);
