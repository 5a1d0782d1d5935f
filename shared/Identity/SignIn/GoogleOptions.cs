using HiveFlow.Errors;

namespace HiveFlow.Identity.SignIn;

/// <summary>Logging in with Google (OpenID Connect).</summary>
public sealed record GoogleOptions
{
    /// <summary>The client id of the OAuth client at Google. Default none: off.</summary>
    public string? ClientId { get; set; }

    /// <summary>Its secret; set together with the id.</summary>
    public Secret? ClientSecret { get; set; }

    /// <summary>The issuer. Default <c>https://accounts.google.com</c>; https, or http on this machine.</summary>
    public string Issuer { get; set; } = "https://accounts.google.com";

    /// <summary>Whether it is set up.</summary>
    public bool IsOn => !string.IsNullOrEmpty(ClientId) && ClientSecret is not null;
}
