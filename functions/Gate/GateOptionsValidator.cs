using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Gate;

/// <summary>Refuses settings outside the bounds that <see cref="GateOptions"/> names, all faults together.</summary>
internal sealed class GateOptionsValidator : IValidateOptions<GateOptions>
{
    private const int MaxOrigins = 1_000;
    private const int MaxProxies = 100;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, GateOptions options)
    {
        List<string> faults = [];
        if (!IsWeb(options.PublicUrl) || options.PublicUrl.PathAndQuery != "/")
        {
            faults.Add("PublicUrl must be an absolute http or https URL without a path.");
        }

        if (!IsWeb(options.ErrorDocs) || !options.ErrorDocs.AbsoluteUri.EndsWith('/'))
        {
            faults.Add("ErrorDocs must be an absolute http or https URL that ends with '/'.");
        }

        if (options.TrustedProxies.Count > MaxProxies)
        {
            faults.Add($"TrustedProxies holds more than {MaxProxies} entries.");
        }

        faults.AddRange(options.TrustedProxies
            .Where(proxy => !ProxyNetwork.TryParse(proxy, out _))
            .Select(proxy => $"TrustedProxies holds '{proxy}', which is no address and no network such as 10.0.0.0/8."));
        if (options.Origins.Count > MaxOrigins)
        {
            faults.Add($"Origins holds more than {MaxOrigins} entries.");
        }

        foreach (var origin in options.Origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || !IsOrigin(uri, origin))
            {
                faults.Add($"Origins holds '{origin}', which is no exact origin such as https://app.example.com.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsWeb(Uri uri) =>
        uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static bool IsOrigin(Uri uri, string text) =>
        (IsWeb(uri) && uri.GetLeftPart(UriPartial.Authority) == text) || uri.Scheme is "chrome-extension" or "moz-extension";
}
