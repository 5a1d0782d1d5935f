using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials.Types;

namespace HiveFlow.Vault.Credentials.OAuth;

/// <summary>
/// Keeps access tokens fresh: a new one before the old one ends. One asks at a time over all instances, whoever comes meanwhile waits for its
/// result: refresh tokens are often good for one use.
/// </summary>
internal sealed class OAuthTokens(IDocumentStore store, CredentialSecrets secrets, TokenServer server, TimeProvider clock)
{
    private const int MaxRounds = 200;
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>The credential with a token that is good for a while yet.</summary>
    public async Task<Result<Credential>> FreshAsync(Stored<Credential> stored, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var (credential, now) = (stored.Document, clock.GetUtcNow());
            if (credential.HasToken && (credential.TokenExpiresAt is not { } end || end > now + Ahead))
            {
                return credential;
            }

            if (credential.NeedsConsent)
            {
                return CredentialErrors.ConsentNeeded(credential.Name);
            }

            if (credential.RefreshingUntil is { } until && until > now)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
            else
            {
                var leased = credential with { RefreshingUntil = now + LeaseTime };
                var result = await store.WriteAsync(
                    [DocumentWrite.Replace(Credential.Collection, stored.Tenant, stored.Id, stored.Version, leased)], cancellationToken);
                if (result.IsApplied)
                {
                    return await RefreshAsync(stored with { Version = stored.Version + 1, Document = leased }, cancellationToken);
                }
            }

            if (await store.GetAsync(Credential.Collection, stored.Tenant, stored.Id, cancellationToken) is not { } again)
            {
                return CredentialErrors.Forbidden();
            }

            stored = again;
        }

        return RequestErrors.Unavailable("The credential's token is being renewed; try again.", RetryAfter);
    }

    /// <summary>Keeps what a token server gave; false when the credential's settings were changed meanwhile.</summary>
    public async Task<Result<Credential>> KeepAsync(
        Stored<Credential> stored, Dictionary<string, JsonElement> known, TokenAnswer answer, CancellationToken cancellationToken)
    {
        known[OAuthFields.AccessToken] = JsonSerializer.SerializeToElement(answer.AccessToken);
        if (answer.RefreshToken is { } refresh)
        {
            known[OAuthFields.RefreshToken] = JsonSerializer.SerializeToElement(refresh);
        }

        var value = await secrets.SealAsync(stored.Tenant, stored.Id, known, cancellationToken);
        if (!value.IsSuccess)
        {
            return value.Error;
        }

        var expiresAt = answer.Lifetime is { } life ? clock.GetUtcNow() + life : (DateTimeOffset?)null;
        return await WriteAsync(
            stored,
            c => c with { SealedSecret = value.Value, HasToken = true, TokenExpiresAt = expiresAt, RefreshingUntil = null, NeedsConsent = false },
            cancellationToken);
    }

    private async Task<Result<Credential>> RefreshAsync(Stored<Credential> leased, CancellationToken cancellationToken)
    {
        var known = await secrets.ReadAsync(leased.Tenant, leased.Document, cancellationToken);
        if (!known.IsSuccess)
        {
            return known.Error;
        }

        var values = new CredentialValues(CredentialTypes.Find(CredentialTypes.OAuth2)!, leased.Document.Fields, JsonSerializer.SerializeToElement(known.Value));
        var isPersons = values.Text("grantType") == "authorizationCode";
        if (isPersons && values.Text(OAuthFields.RefreshToken) is null)
        {
            await WriteAsync(leased, c => c with { RefreshingUntil = null, NeedsConsent = true }, cancellationToken);
            return CredentialErrors.ConsentNeeded(leased.Document.Name);
        }

        var answered = await server.AskAsync(leased.Tenant, values, GrantOf(values, isPersons), cancellationToken);
        if (answered is { IsSuccess: true, Value.AccessToken: not null })
        {
            return await KeepAsync(leased, known.Value, answered.Value, cancellationToken);
        }

        var isOver = isPersons && answered.IsSuccess && answered.Value.IsGrantOver;
        await WriteAsync(leased, c => c with { RefreshingUntil = null, NeedsConsent = isOver, HasToken = c.HasToken && !isOver }, cancellationToken);
        return isOver ? CredentialErrors.ConsentNeeded(leased.Document.Name)
            : answered.IsSuccess ? CredentialErrors.TokenRefused(HostOf(values), answered.Value.Refusal!)
            : answered.Error;
    }

    internal static string HostOf(CredentialValues values) => new Uri(values.Text("tokenUrl")!).IdnHost;

    private static IEnumerable<KeyValuePair<string, string>> GrantOf(CredentialValues values, bool isPersons)
    {
        yield return new("grant_type", isPersons ? "refresh_token" : "client_credentials");
        if (isPersons)
        {
            yield return new("refresh_token", values.Text(OAuthFields.RefreshToken)!);
            yield break;
        }

        foreach (var name in (string[])["scope", "audience"])
        {
            if (values.Text(name) is { } value)
            {
                yield return new(name, value);
            }
        }
    }

    /// <summary>Writes over whatever else changed meanwhile, unless the secrets or their destination did.</summary>
    private async Task<Result<Credential>> WriteAsync(Stored<Credential> stored, Func<Credential, Credential> change, CancellationToken cancellationToken)
    {
        for (var race = 0; race < 5; race++)
        {
            var after = change(stored.Document);
            DocumentWrite[] writes =
            [
                DocumentWrite.Replace(Credential.Collection, stored.Tenant, stored.Id, stored.Version, after),
                CredentialRegistry.KeyUseOf(stored.Tenant, after),
            ];
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return after;
            }

            if (await store.GetAsync(Credential.Collection, stored.Tenant, stored.Id, cancellationToken) is not { } again
                || again.Document.SealedSecret != stored.Document.SealedSecret)
            {
                break;
            }

            stored = again;
        }

        return RequestErrors.VersionConflict("credential");
    }
}
