using HiveFlow.Errors;
using HiveFlow.Identity.Oidc;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.SignIn;

/// <summary>Refuses settings outside the bounds that <see cref="SignInOptions"/> names, all faults together.</summary>
internal sealed class SignInOptionsValidator : IValidateOptions<SignInOptions>
{
    private const int MaxUris = 32;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        List<string> faults = [];
        Uris(faults, nameof(options.WebRedirectUris), options.WebRedirectUris, ProviderUrl.IsSafe, "https, or http on this machine");
        Uris(faults, nameof(options.ExtensionRedirectUris), options.ExtensionRedirectUris, u => u.Scheme == Uri.UriSchemeHttps, "https");
        Uris(faults, nameof(options.DesktopRedirectUris), options.DesktopRedirectUris, RedirectUris.IsLoopback, "http://127.0.0.1/… or http://[::1]/…");
        Client(faults, "Google", options.Google.ClientId, options.Google.ClientSecret);
        Client(faults, "GitHub", options.GitHub.ClientId, options.GitHub.ClientSecret);
        Url(faults, "Google:Issuer", options.Google.Issuer);
        Url(faults, "GitHub:Url", options.GitHub.Url);
        Url(faults, "GitHub:ApiUrl", options.GitHub.ApiUrl);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Uris(List<string> faults, string key, IReadOnlyList<string> uris, Predicate<Uri> holds, string form)
    {
        if (uris.Count > MaxUris)
        {
            faults.Add($"SignIn:{key} has {uris.Count} entries; {MaxUris} are the most.");
        }

        foreach (var text in uris)
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0 || !holds(uri))
            {
                faults.Add($"SignIn:{key}: '{text}' must be {form}, without a fragment.");
            }
        }
    }

    private static void Client(List<string> faults, string provider, string? id, Secret? secret)
    {
        if (string.IsNullOrEmpty(id) != (secret is null))
        {
            faults.Add($"SignIn:{provider}:ClientId and SignIn:{provider}:ClientSecret must be set together.");
        }
    }

    private static void Url(List<string> faults, string key, string text)
    {
        if (!ProviderUrl.TryParse(text, out _))
        {
            faults.Add($"SignIn:{key} must be an https address (http on this machine) without query, fragment and user.");
        }
    }
}
