using HiveFlow.Errors;

namespace HiveFlow.Identity.Oidc;

/// <summary>Us at a provider.</summary>
/// <param name="Owner">On whose account calls are made: an organization's id, or a name of ours.</param>
/// <param name="Realm">The realm of the identities that come of it.</param>
/// <param name="Issuer">The provider.</param>
/// <param name="ClientId">Our name there.</param>
/// <param name="ClientSecret">Our secret there; null for a public client.</param>
/// <param name="Callback">Our own address that the provider sends browsers back to.</param>
internal sealed record OidcClient(string Owner, string Realm, string Issuer, string ClientId, Secret? ClientSecret, string Callback)
{
    /// <summary>Asked for beside <c>openid email profile</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Values of <c>acr</c> that mean a second factor.</summary>
    public IReadOnlyList<string> StrongAcr { get; init; } = [];

    /// <summary>Whether the provider is asked for one of them.</summary>
    public bool AsksForStrongAcr { get; init; }

    /// <summary>The claim whose values are handed on for roles; null for none.</summary>
    public string? RoleClaim { get; init; }

    /// <summary>What a missing <c>email_verified</c> counts as: an organization's own provider often leaves it out.</summary>
    public bool IsEmailVerifiedUnlessDenied { get; init; }
}
