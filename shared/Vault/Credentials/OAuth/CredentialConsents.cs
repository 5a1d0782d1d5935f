using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials.Types;
using HiveFlow.Vault.Credentials.Using;
using HiveFlow.Vault.Encryption;

namespace HiveFlow.Vault.Credentials.OAuth;

/// <summary>
/// A person's consent at a provider (authorization code with PKCE, RFC 7636): state and verifier are random, bound to the browser that began
/// it and to the credential as it was, good once and for 10 minutes.
/// </summary>
public sealed class CredentialConsents
{
    private const int RandomBytes = 32;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly IDocumentStore store;
    private readonly CredentialRegistry registry;
    private readonly CredentialSecrets secrets;
    private readonly SecretVault vault;
    private readonly TokenServer server;
    private readonly OAuthTokens tokens;
    private readonly MemberRole roles;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;

    internal CredentialConsents(
        IDocumentStore store,
        CredentialRegistry registry,
        CredentialSecrets secrets,
        SecretVault vault,
        TokenServer server,
        OAuthTokens tokens,
        MemberRole roles,
        AuditLog audit,
        TimeProvider clock)
    {
        this.store = store;
        this.registry = registry;
        this.secrets = secrets;
        this.vault = vault;
        this.server = server;
        this.tokens = tokens;
        this.roles = roles;
        this.audit = audit;
        this.clock = clock;
    }

    /// <summary>Begins one, for whoever may change the credential.</summary>
    /// <param name="user">Who.</param>
    /// <param name="id">Which credential.</param>
    /// <param name="redirectUri">Our own address that the provider sends the browser back to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<StartedConsent>> BeginAsync(CredentialUser user, string id, Uri redirectUri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(redirectUri);
        if (await registry.FindAsync(user, id, cancellationToken) is not { } stored)
        {
            return RequestErrors.NotFound("credential");
        }

        var credential = stored.Document;
        if (!user.MayChange(credential))
        {
            return CredentialErrors.Forbidden();
        }

        var values = new CredentialValues(CredentialTypes.Find(credential.Type)!, credential.Fields, default);
        if (credential.Type != CredentialTypes.OAuth2 || values.Text("grantType") != "authorizationCode")
        {
            return CredentialErrors.WrongType(credential.Type, "to ask for a person's consent: it needs oauth2 with grantType authorizationCode");
        }

        var (state, browser, verifier) = (RandomText(), RandomText(), RandomText());
        var hash = HashOf(state);
        var value = await vault.SealAsync(PlaceOf(user.Tenant.Key, hash), Encoding.ASCII.GetBytes(verifier), cancellationToken);
        if (!value.IsSuccess)
        {
            return value.Error;
        }

        var consent = new Consent(
            user.Tenant.Key, id, credential.Version, user.UserId, HashOf(browser), value.Value, redirectUri.AbsoluteUri, clock.GetUtcNow() + Lifetime);
        await store.WriteAsync([DocumentWrite.Insert(Consent.Collection, Tenant.System, hash, consent)], cancellationToken);
        return new StartedConsent(AddressOf(values, state, verifier, consent.RedirectUri), new Secret(browser));
    }

    /// <summary>Takes what the provider sent back by the browser; the credential has tokens then.</summary>
    /// <param name="state">As it came; untrusted.</param>
    /// <param name="code">The code; null when the provider or the person refused.</param>
    /// <param name="browser">The browser's cookie.</param>
    /// <param name="actor">From where.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<CredentialView>> CompleteAsync(
        string state, string? code, string? browser, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        var hash = HashOf(state);
        if (await TakeAsync(hash, browser, cancellationToken) is not { } consent
            || !DocumentId.TryParse(consent.OrganizationId, out var organization)
            || await roles(Tenant.Of(organization), consent.UserId, cancellationToken) is not { } role)
        {
            return CredentialErrors.ConsentInvalid();
        }

        var user = new CredentialUser(Tenant.Of(organization), consent.UserId, role);
        if (await registry.FindAsync(user, consent.CredentialId, cancellationToken) is not { } stored
            || stored.Document.Version != consent.CredentialVersion
            || !user.MayChange(stored.Document))
        {
            return CredentialErrors.ConsentInvalid();
        }

        if (code is null)
        {
            return CredentialErrors.TokenRefused("of the provider", "consent was refused there");
        }

        var known = await secrets.ReadAsync(user.Tenant, stored.Document, cancellationToken);
        var verifier = await vault.OpenAsync(PlaceOf(consent.OrganizationId, hash), consent.SealedVerifier, cancellationToken);
        if (!known.IsSuccess || !verifier.IsSuccess)
        {
            return known.Error ?? verifier.Error!;
        }

        using var secret = verifier.Value;
        var values = new CredentialValues(CredentialTypes.Find(CredentialTypes.OAuth2)!, stored.Document.Fields, JsonSerializer.SerializeToElement(known.Value));
        KeyValuePair<string, string>[] grant =
        [
            new("grant_type", "authorization_code"),
            new("code", code),
            new("redirect_uri", consent.RedirectUri),
            new("code_verifier", Encoding.ASCII.GetString(secret.Bytes.Span)),
        ];
        var answered = await server.AskAsync(user.Tenant, values, grant, cancellationToken);
        if (!answered.IsSuccess)
        {
            return answered.Error;
        }

        if (answered.Value.Refusal is { } refusal)
        {
            return CredentialErrors.TokenRefused(OAuthTokens.HostOf(values), refusal);
        }

        var kept = await tokens.KeepAsync(stored, known.Value, answered.Value, cancellationToken);
        if (!kept.IsSuccess)
        {
            return kept.Error;
        }

        await audit.RecordAsync(
            new AuditAct("credential.connected", actor, user.Tenant) { TargetType = "credential", TargetId = stored.Id, SubjectUserId = user.UserId },
            cancellationToken);
        return CredentialView.Of(kept.Value);
    }

    private async Task<Consent?> TakeAsync(string hash, string? browser, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(Consent.Collection, Tenant.System, hash, cancellationToken);
        if (stored is null || browser is null || stored.Document.ExpiresAt <= clock.GetUtcNow()
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(stored.Document.BrowserHash), Encoding.ASCII.GetBytes(HashOf(browser))))
        {
            return null;
        }

        var taken = await store.WriteAsync(
            [DocumentWrite.Delete(Consent.Collection, Tenant.System, hash, stored.Version)], cancellationToken);
        return taken.IsApplied ? stored.Document : null;
    }

    private static Uri AddressOf(CredentialValues values, string state, string verifier, string redirectUri)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        List<(string Name, string? Value)> query =
        [
            ("response_type", "code"),
            ("client_id", values.Text("clientId")),
            ("redirect_uri", redirectUri),
            ("scope", values.Text("scope")),
            ("audience", values.Text("audience")),
            ("state", state),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ];
        var address = values.Text("authorizationUrl")!;
        var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return new Uri(address + separator + string.Join('&', query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}")));
    }

    private static string RandomText() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static SecretPlace PlaceOf(string organization, string hash) => new(organization, $"credential_consents/{hash}", "verifier");
}
