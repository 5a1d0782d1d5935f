using HiveFlow.Identity.Saml;

namespace HiveFlow.Identity.Sso;

/// <summary>A connection as an admin writes it; unchecked. What is left out stays as it is, or has its default.</summary>
/// <param name="Kind"><c>oidc</c> or <c>saml</c>; cannot be changed later.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="IsEnabled">Default true.</param>
/// <param name="JoinsAutomatically">Whether a person who is no member becomes one at their first login; default true.</param>
/// <param name="DefaultRole"><c>viewer</c> (default) or <c>member</c>.</param>
/// <param name="RoleCeiling"><c>viewer</c>, <c>member</c> (default) or <c>admin</c>; never owner.</param>
/// <param name="RoleClaim">The claim or attribute that holds role values; at most 200 characters, empty for none.</param>
/// <param name="RoleRules">Up to 50 lines of the mapping.</param>
/// <param name="DemandsSecondFactor">Whether the provider must say that a second factor was given; default false.</param>
/// <param name="Oidc">The OpenID Connect part.</param>
/// <param name="Saml">The SAML part.</param>
public sealed record SsoConnectionInput(
    string? Kind = null,
    string? Name = null,
    bool? IsEnabled = null,
    bool? JoinsAutomatically = null,
    string? DefaultRole = null,
    string? RoleCeiling = null,
    string? RoleClaim = null,
    IReadOnlyList<RoleRule>? RoleRules = null,
    bool? DemandsSecondFactor = null,
    OidcSettingsInput? Oidc = null,
    SamlSettingsInput? Saml = null);
