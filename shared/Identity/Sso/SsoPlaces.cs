using HiveFlow.Identity.SignIn;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sso;

/// <summary>Our own addresses of a connection.</summary>
internal sealed class SsoPlaces(IOptions<SignInOptions> options)
{
    private readonly string home = options.Value.PublicUrl.GetLeftPart(UriPartial.Authority);

    /// <summary>Whether we are reached by http, so that providers on this machine are too.</summary>
    public bool IsPlain => home.StartsWith("http://", StringComparison.Ordinal);

    /// <summary>Where a login begins.</summary>
    public string Start(SsoKind kind, string id) => $"{home}/api/auth/{(kind == SsoKind.Oidc ? "sso" : "saml")}/{id}/start";

    /// <summary>Where an OpenID provider sends browsers back to.</summary>
    public string Callback(string id) => $"{home}/api/auth/sso/{id}/callback";
}
