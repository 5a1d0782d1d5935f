using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Identity.Oidc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.SignIn;

/// <summary>
/// Logging in with GitHub, which is OAuth 2.0 and no OpenID provider: its API says who it was and which addresses are proven
/// (docs.github.com: authorizing OAuth apps; REST users, emails). The token is dropped once read.
/// </summary>
internal sealed class GitHubFlow(ProviderHttp http, IOptions<SignInOptions> options)
{
    /// <summary>The realm of its identities.</summary>
    public const string Realm = "github";

    private const string Owner = "sign-in";
    private const string Scope = "read:user user:email";
    private const int MaxCode = 4_000;
    private readonly GitHubOptions settings = options.Value.GitHub;
    private readonly string site = options.Value.GitHub.Url.TrimEnd('/');
    private readonly string api = options.Value.GitHub.ApiUrl.TrimEnd('/');

    /// <summary>Where the browser goes.</summary>
    public Uri Authorize(BegunSignIn visit, string callback) => new(QueryHelpers.AddQueryString($"{site}/login/oauth/authorize", new Dictionary<string, string?>
    {
        ["client_id"] = settings.ClientId,
        ["redirect_uri"] = callback,
        ["scope"] = Scope,
        ["state"] = visit.State,
        ["code_challenge"] = Pkce.Challenge(visit.Browser.Verifier(visit.State)),
        ["code_challenge_method"] = "S256",
        ["allow_signup"] = "false",
    }));

    /// <summary>Whom GitHub vouches for.</summary>
    public async Task<Result<OutsideIdentity>> RedeemAsync(
        ProviderReturn back, BrowserSecret browser, string callback, CancellationToken cancellationToken)
    {
        if (back.Issuer is { } issuer && issuer != $"{site}/login/oauth")
        {
            return SignInErrors.ProviderAnswer("it was sent by another issuer");
        }

        if (back.Error is not null || back.Code is not { Length: > 0 and <= MaxCode } || back.State is null)
        {
            return SignInErrors.ProviderRefused();
        }

        var form = new Dictionary<string, string>
        {
            ["client_id"] = settings.ClientId!,
            ["client_secret"] = settings.ClientSecret!.Reveal(),
            ["code"] = back.Code,
            ["redirect_uri"] = callback,
            ["code_verifier"] = browser.Verifier(back.State),
        };
        var answered = await http.PostAsync(Owner, $"{site}/login/oauth/access_token", form, authorization: null, cancellationToken);
        if (!answered.IsSuccess)
        {
            return answered.Error;
        }

        // Failures come with status 200 too.
        if (Claims.Text(answered.Value, "access_token") is not { Length: > 0 } token || token.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
        {
            return SignInErrors.ProviderAnswer("it did not take the code");
        }

        return await IdentityAsync(token, cancellationToken);
    }

    private async Task<Result<OutsideIdentity>> IdentityAsync(string token, CancellationToken cancellationToken)
    {
        var user = await http.GetAsync(Owner, $"{api}/user", token, cancellationToken);
        if (!user.IsSuccess)
        {
            return user.Error;
        }

        // The number is the person; login names change hands.
        if (user.Value.ValueKind != JsonValueKind.Object
            || !user.Value.TryGetProperty("id", out var id)
            || id.ValueKind != JsonValueKind.Number
            || !id.TryGetInt64(out var number)
            || number <= 0)
        {
            return SignInErrors.ProviderAnswer("it does not say who it is");
        }

        var emails = await http.GetAsync(Owner, $"{api}/user/emails", token, cancellationToken);
        if (!emails.IsSuccess)
        {
            return emails.Error;
        }

        var primary = PrimaryOf(emails.Value);
        return new OutsideIdentity(Realm, site, number.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            Email = primary,
            IsEmailVerified = primary is not null,
            Name = Claims.Text(user.Value, "name") ?? Claims.Text(user.Value, "login"),
        };
    }

    private static string? PrimaryOf(JsonElement emails) => emails.ValueKind != JsonValueKind.Array
        ? null
        : emails.EnumerateArray()
            .Where(e => e.ValueKind == JsonValueKind.Object && IsTrue(e, "primary") && IsTrue(e, "verified"))
            .Select(e => Claims.Text(e, "email"))
            .FirstOrDefault();

    private static bool IsTrue(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
