using HiveFlow.Identity.Saml;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>An organization's connection to its identity provider, as stored in the organization.</summary>
/// <param name="Kind">The protocol; the part of that name is set.</param>
/// <param name="Name">What admins call it.</param>
/// <param name="IsEnabled">Whether anybody can log in by it.</param>
/// <param name="JoinsAutomatically">Whether a person who is no member becomes one at their first login.</param>
/// <param name="DefaultRole">The role without a rule that matches: viewer or member.</param>
/// <param name="RoleCeiling">The highest role by this connection, in membership and session: viewer, member or admin; never owner.</param>
/// <param name="RoleClaim">The claim or attribute that holds role values; null maps nothing.</param>
/// <param name="RoleRules">The mapping.</param>
/// <param name="DemandsSecondFactor">Whether the provider must say that a second factor was given.</param>
/// <param name="CreatedAt">Since when.</param>
internal sealed record SsoConnectionDocument(
    SsoKind Kind,
    string Name,
    bool IsEnabled,
    bool JoinsAutomatically,
    string DefaultRole,
    string RoleCeiling,
    string? RoleClaim,
    IReadOnlyList<RoleRule> RoleRules,
    bool DemandsSecondFactor,
    DateTimeOffset CreatedAt)
{
    /// <summary>All connections, each in its organization.</summary>
    public static readonly Collection<SsoConnectionDocument> Collection = new("sso_connections", SsoJson.Default.SsoConnectionDocument);

    /// <summary>When it was last disabled: what it had opened before is over for good; null when it never was.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Set when <see cref="Kind"/> is OIDC.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>Set when <see cref="Kind"/> is SAML.</summary>
    public SamlSettings? Saml { get; init; }
}
