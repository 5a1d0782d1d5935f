namespace HiveFlow.Identity.Sso;

/// <summary>The protocol of a connection to an organization's identity provider.</summary>
public enum SsoKind
{
    /// <summary>OpenID Connect.</summary>
    Oidc = 1,

    /// <summary>SAML 2.0.</summary>
    Saml = 2,
}
