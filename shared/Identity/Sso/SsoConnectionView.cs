using HiveFlow.Identity.Saml;

namespace HiveFlow.Identity.Sso;

/// <summary>A connection as admins see it.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Kind">oidc or saml.</param>
/// <param name="Name">What it is called.</param>
/// <param name="IsEnabled">Whether anybody can log in by it.</param>
/// <param name="JoinsAutomatically">Whether it makes members.</param>
/// <param name="DefaultRole">The role without a rule that matches.</param>
/// <param name="RoleCeiling">The highest role by it.</param>
/// <param name="RoleClaim">The claim or attribute that holds role values.</param>
/// <param name="RoleRules">The mapping.</param>
/// <param name="DemandsSecondFactor">Whether the provider must vouch for a second factor.</param>
/// <param name="StartUrl">Where a browser begins a login.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="Oidc">The OpenID Connect part; null for SAML.</param>
/// <param name="Saml">The SAML part; null for OpenID Connect.</param>
public sealed record SsoConnectionView(
    string Id,
    string Kind,
    string Name,
    bool IsEnabled,
    bool JoinsAutomatically,
    string DefaultRole,
    string RoleCeiling,
    string? RoleClaim,
    IReadOnlyList<RoleRule> RoleRules,
    bool DemandsSecondFactor,
    string StartUrl,
    DateTimeOffset CreatedAt,
    OidcSettingsView? Oidc,
    SamlSettingsView? Saml);
