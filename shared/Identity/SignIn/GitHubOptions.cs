using HiveFlow.Errors;

namespace HiveFlow.Identity.SignIn;

/// <summary>Logging in with GitHub (OAuth 2.0 and its API).</summary>
public sealed record GitHubOptions
{
    /// <summary>The client id of the OAuth app at GitHub. Default none: off.</summary>
    public string? ClientId { get; set; }

    /// <summary>Its secret; set together with the id.</summary>
    public Secret? ClientSecret { get; set; }

    /// <summary>Where people log in; another one for GitHub Enterprise. Default <c>https://github.com</c>; https, or http on this machine.</summary>
    public string Url { get; set; } = "https://github.com";

    /// <summary>The API. Default <c>https://api.github.com</c>; https, or http on this machine.</summary>
    public string ApiUrl { get; set; } = "https://api.github.com";

    /// <summary>Whether it is set up.</summary>
    public bool IsOn => !string.IsNullOrEmpty(ClientId) && ClientSecret is not null;
}
