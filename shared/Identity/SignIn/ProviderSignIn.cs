using System.Net;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Oidc;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.SignIn;

/// <summary>Logging in with Google or GitHub, from the visit's beginning to the redirect with a one-time code.</summary>
public sealed class ProviderSignIn
{
    private const string GoogleRealm = "google";
    private readonly SignInOptions options;
    private readonly SignInTransactions visits;
    private readonly SignInEnding ending;
    private readonly OidcFlow oidc;
    private readonly GitHubFlow github;

    internal ProviderSignIn(IOptions<SignInOptions> options, SignInTransactions visits, SignInEnding ending, OidcFlow oidc, GitHubFlow github)
    {
        this.options = options.Value;
        this.visits = visits;
        this.ending = ending;
        this.oidc = oidc;
        this.github = github;
    }

    /// <summary>Begins a visit: where the browser goes, and what its cookie must hold.</summary>
    /// <param name="provider">Which one.</param>
    /// <param name="request">What the client asks.</param>
    /// <param name="cookie">The browser's sign-in cookie; null when it has none.</param>
    /// <param name="address">Where from.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<SignInRedirect>> StartAsync(
        SignInProvider provider, SignInRequest request, string? cookie, IPAddress? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsOn(provider))
        {
            return SignInErrors.NotConfigured(provider.ToString());
        }

        var visit = await visits.BeginAsync(RealmOf(provider), request, cookie, detail: null, address, cancellationToken);
        if (!visit.IsSuccess)
        {
            return visit.Error;
        }

        var url = provider == SignInProvider.Google
            ? await oidc.AuthorizeAsync(Google(), visit.Value, cancellationToken)
            : github.Authorize(visit.Value, Callback(GitHubFlow.Realm));
        return url.IsSuccess ? new SignInRedirect(url.Value, visit.Value.Browser.Reveal()) : url.Error;
    }

    /// <summary>Ends a visit: where the browser goes now. A failure only when there is no visit, and so nowhere to go.</summary>
    public async Task<Result<Uri>> FinishAsync(
        SignInProvider provider, ProviderReturn back, string? cookie, IPAddress? address, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(back);
        if (!IsOn(provider))
        {
            return SignInErrors.NotConfigured(provider.ToString());
        }

        var browser = BrowserSecret.Parse(cookie);
        var visit = await visits.TakeAsync(RealmOf(provider), back.State, browser, address, cancellationToken);
        if (visit is null || browser is null)
        {
            return SignInErrors.Over();
        }

        var identity = provider == SignInProvider.Google
            ? await oidc.RedeemAsync(Google(), back, browser, cancellationToken)
            : await github.RedeemAsync(back, browser, Callback(GitHubFlow.Realm), cancellationToken);
        return identity.IsSuccess
            ? await ending.EndAsync(visit, identity.Value, connection: null, actor, cancellationToken)
            : await ending.RefuseAsync(visit, identity.Error, actor, cancellationToken);
    }

    private bool IsOn(SignInProvider provider) => provider == SignInProvider.Google ? options.Google.IsOn : options.GitHub.IsOn;

    private static string RealmOf(SignInProvider provider) => provider == SignInProvider.Google ? GoogleRealm : GitHubFlow.Realm;

    private OidcClient Google() =>
        new("sign-in", GoogleRealm, options.Google.Issuer, options.Google.ClientId!, options.Google.ClientSecret, Callback(GoogleRealm));

    private string Callback(string realm) => $"{options.PublicUrl.GetLeftPart(UriPartial.Authority)}/api/auth/{realm}/callback";
}
