namespace HiveFlow.Identity.Saml;

/// <summary>Settings of SAML logins.</summary>
public sealed record SamlOptions
{
    /// <summary>
    /// The address that browsers reach the host at; entity ids and the addresses that answers come to are made of it. Default
    /// <c>http://localhost:3001</c>; the host sets the public URL; http(s).
    /// </summary>
    public Uri PublicUrl { get; set; } = new("http://localhost:3001");

    /// <summary>How far an identity provider's clock may differ from ours. Default 30 s; 0 to 30 s.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);
}
