namespace HiveFlow.Identity.Saml;

/// <summary>The SAML part of a connection as an admin writes it; unchecked. Either <paramref name="Metadata"/> or the first three.</summary>
/// <param name="EntityId">The identity provider's entity id, at most 500 characters.</param>
/// <param name="SsoUrl">Its single sign-on address for HTTP-Redirect: https, at most 2,048 characters, no fragment.</param>
/// <param name="Certificates">1 to 5 signing certificates, each one PEM text: RSA of 2,048 bits and more, or P-256, P-384, P-521.</param>
/// <param name="Metadata">The identity provider's metadata, XML; fills what the first three leave out.</param>
/// <param name="EmailAttribute">The attribute that holds the address, at most 500 characters; null takes the name id when that is one.</param>
/// <param name="NameAttribute">The attribute that holds the person's name, at most 500 characters.</param>
/// <param name="StrongContexts">Up to 20 values of AuthnContextClassRef that mean a second factor, each at most 500 characters.</param>
public sealed record SamlSettingsInput(
    string? EntityId = null,
    string? SsoUrl = null,
    IReadOnlyList<string>? Certificates = null,
    string? Metadata = null,
    string? EmailAttribute = null,
    string? NameAttribute = null,
    IReadOnlyList<string>? StrongContexts = null);
