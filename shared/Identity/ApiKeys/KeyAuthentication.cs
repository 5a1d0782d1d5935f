using System.Net;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Throttling;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>
/// Checks API keys without paying bcrypt on every call: a keyed digest of a verified secret is remembered for at most 60 s, and
/// the record behind it is read again every second. Wrong keys are turned away by their checksum, then by counted failures, and
/// only then by bcrypt.
/// </summary>
internal sealed class KeyAuthentication : IDisposable
{
    private const int Capacity = 20_000;
    private const int MaxSecretBytes = 64;
    private static readonly TimeSpan VerifiedFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly IDocumentStore store;
    private readonly People people;
    private readonly KeySecrets secrets;
    private readonly TimeProvider clock;
    private readonly ILogger<KeyAuthentication> logger;
    private readonly TimeSpan recheckAfter;
    private readonly ITimer sweeping;
    private readonly byte[] digestKey = RandomNumberGenerator.GetBytes(32);
    private readonly RecentEntries<string, VerifiedKey> verified = new(Capacity);
    private readonly RecentEntries<string, bool> revoked = new(Capacity);

    /// <summary>Begins to sweep.</summary>
    public KeyAuthentication(
        IDocumentStore store,
        People people,
        KeySecrets secrets,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        ILogger<KeyAuthentication> logger)
    {
        this.store = store;
        this.people = people;
        this.secrets = secrets;
        this.clock = clock;
        this.logger = logger;
        recheckAfter = options.Value.RecheckAfter;
        sweeping = clock.CreateTimer(static self => ((KeyAuthentication)self!).Sweep(), this, SweepEvery, SweepEvery);
    }

    /// <summary>See <see cref="Authenticator.AuthenticateAsync"/>.</summary>
    public ValueTask<Result<Caller>> AuthenticateAsync(
        string credential, IPAddress? address, string? organizationId, CancellationToken cancellationToken)
    {
        if (!ApiKeyText.TryParse(credential, out var key))
        {
            return new(CredentialErrors.Invalid());
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Digest(key.Secret, digest);
        var id = key.Id.ToString();
        var now = clock.GetUtcNow();
        if (!verified.TryGet(id, out var entry) || !IsVerified(entry, digest, now))
        {
            return new(VerifyAsync(credential, id, digest.ToArray(), null, address, organizationId, cancellationToken));
        }

        if (now - entry.CheckedAt >= recheckAfter || revoked.TryGet(id, out _))
        {
            return new(VerifyAsync(credential, id, entry.Digest, entry, address, organizationId, cancellationToken));
        }

        if (now - entry.VerifiedAt >= RefreshAfter && entry.TryBeginRefresh())
        {
            _ = RefreshAsync(credential, id, entry);
        }

        return new(InOrganization(entry.Caller, organizationId));
    }

    /// <summary>A revoked key is refused from now on, also by checks that are under way.</summary>
    public void Forget(string id)
    {
        revoked.Set(id, true);
        verified.Remove(id);
    }

    /// <inheritdoc/>
    public void Dispose() => sweeping.Dispose();

    private void Sweep()
    {
        // Early by one interval, so that no digest stays longer than a minute.
        var oldest = clock.GetUtcNow() - VerifiedFor + SweepEvery;
        verified.RemoveWhere(entry => entry.VerifiedAt <= oldest);
    }

    private async Task<Result<Caller>> VerifyAsync(
        string credential,
        string id,
        byte[] digest,
        VerifiedKey? known,
        IPAddress? address,
        string? organizationId,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var stored = await store.GetAsync(ApiKeyDocument.Collection, Tenant.System, id, cancellationToken);
        if (stored is null || stored.Document.ExpiresAt <= now)
        {
            verified.Remove(id);
            return CredentialErrors.Invalid();
        }

        var document = stored.Document;
        var verifiedAt = known is not null && known.SecretHash == document.SecretHash ? known.VerifiedAt : (DateTimeOffset?)null;
        if (verifiedAt is null)
        {
            if (await CheckSecretAsync(credential, id, digest, document.SecretHash, address, cancellationToken) is { } refused)
            {
                return refused;
            }

            verifiedAt = now;
        }

        var caller = await people.ResolveAsync(document.UserId, document.OrganizationId, document.Scopes, cancellationToken);
        if (!caller.IsSuccess)
        {
            verified.Remove(id);
            return caller.Error.Code.Kind == ErrorKind.Forbidden ? CredentialErrors.Invalid() : caller;
        }

        var entry = new VerifiedKey(
            digest, document.SecretHash, caller.Value with { KeyId = id }, document.ExpiresAt, verifiedAt.Value, now);
        verified.Set(id, entry);
        return InOrganization(entry.Caller, organizationId);
    }

    private async Task<Error?> CheckSecretAsync(
        string credential, string id, byte[] digest, string secretHash, IPAddress? address, CancellationToken cancellationToken)
    {
        var from = ClientAddress.Name(address);
        var matches = await secrets.MatchesAsync(credential, id, digest, secretHash, from).WaitAsync(cancellationToken);
        if (!matches.IsSuccess || matches.Value)
        {
            return matches.Error;
        }

        IdentityLog.KeyRefused(logger, id, from);
        return CredentialErrors.Invalid();
    }

    private async Task RefreshAsync(string credential, string id, VerifiedKey entry)
    {
        try
        {
            var matches = await secrets.MatchesAsync(credential, id, entry.Digest, entry.SecretHash, from: null);
            if (matches is { IsSuccess: true, Value: true } && verified.TryGet(id, out var current) && current.SecretHash == entry.SecretHash)
            {
                verified.Set(id, current with { VerifiedAt = clock.GetUtcNow() });
            }
        }
        catch (Exception e)
        {
            IdentityLog.RefreshFailed(logger, e, id);
        }
    }

    private static bool IsVerified(VerifiedKey entry, ReadOnlySpan<byte> digest, DateTimeOffset now) =>
        CryptographicOperations.FixedTimeEquals(entry.Digest, digest)
        && now - entry.VerifiedAt < VerifiedFor
        && (entry.ExpiresAt is not { } end || end > now);

    private void Digest(ReadOnlySpan<char> secret, Span<byte> digest)
    {
        Span<byte> ascii = stackalloc byte[MaxSecretBytes];
        var length = Encoding.ASCII.GetBytes(secret, ascii);
        HMACSHA256.HashData(digestKey, ascii[..length], digest);
    }

    private static Result<Caller> InOrganization(Caller caller, string? organizationId) =>
        organizationId is null || organizationId == caller.OrganizationId.ToString() ? caller : CredentialErrors.OrganizationForbidden();
}
