using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Throttling;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>
/// Checks API keys without paying bcrypt on every call: a keyed digest of a verified key is remembered for at most 60 s, and the
/// record behind it is read again every second, and at once when a revocation is heard. Wrong keys are turned away by their checksum,
/// then by counted failures, and only then by bcrypt.
/// </summary>
internal sealed class KeyAuthentication : IDisposable
{
    private const int Capacity = 20_000;
    private const int MaxKeyBytes = 64;
    private static readonly TimeSpan VerifiedFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly IDocumentStore store;
    private readonly People people;
    private readonly KeySecrets secrets;
    private readonly KeyUses uses;
    private readonly TimeProvider clock;
    private readonly ILogger<KeyAuthentication> logger;
    private readonly TimeSpan recheckAfter;
    private readonly ITimer sweeping;
    private readonly IDisposable listening;
    private readonly byte[] digestKey = RandomNumberGenerator.GetBytes(32);
    private readonly RecentEntries<UInt128, VerifiedKey> verified = new(Capacity);
    private long revoked;

    /// <summary>Begins to sweep and to listen for revocations.</summary>
    public KeyAuthentication(
        IDocumentStore store,
        People people,
        KeySecrets secrets,
        KeyUses uses,
        Revocations revocations,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        ILogger<KeyAuthentication> logger)
    {
        this.store = store;
        this.people = people;
        this.secrets = secrets;
        this.uses = uses;
        this.clock = clock;
        this.logger = logger;
        recheckAfter = options.Value.RecheckAfter;
        sweeping = clock.CreateTimer(static self => ((KeyAuthentication)self!).Sweep(), this, SweepEvery, SweepEvery);
        listening = revocations.Subscribe(Forget);
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
        Digest(credential, digest);
        var now = clock.GetUtcNow();
        if (!verified.TryGet(NameOf(digest), out var entry) || !IsVerified(entry, digest, now))
        {
            return new(VerifyAsync(credential, key.Id.ToString(), digest.ToArray(), null, address, organizationId, cancellationToken));
        }

        if (now - entry.CheckedAt >= recheckAfter)
        {
            return new(VerifyAsync(credential, entry.Caller.KeyId!, entry.Digest, entry, address, organizationId, cancellationToken));
        }

        if (now - entry.VerifiedAt >= RefreshAfter && entry.TryBeginRefresh())
        {
            _ = RefreshAsync(credential, entry);
        }

        return new(Admit(entry, address, organizationId));
    }

    /// <summary>See <see cref="Authenticator.CheckAgainAsync"/>.</summary>
    /// <param name="id">The key.</param>
    /// <param name="stamp">Which of its secrets.</param>
    /// <param name="address">Where the caller is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<Caller>> CheckAgainAsync(string id, string? stamp, IPAddress? address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var stored = await store.GetAsync(ApiKeyDocument.Collection, Tenant.System, id, cancellationToken);
        if (stored is null || stored.Document.ExpiresAt <= now
            || stored.Document.HashesAt(now).FirstOrDefault(h => CredentialReference.StampOf(h) == stamp) is not { } hash)
        {
            return CredentialErrors.Invalid();
        }

        var document = stored.Document;
        var caller = await people.ResolveAsync(document.UserId, document.OrganizationId, document.Scopes, cancellationToken);
        return caller.IsSuccess
            ? Admit(EntryOf(id, [], document, hash, caller.Value, now, now), address, null)
            : CredentialErrors.Invalid();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listening.Dispose();
        sweeping.Dispose();
    }

    private static UInt128 NameOf(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt128BigEndian(digest);

    private static bool IsVerified(VerifiedKey entry, ReadOnlySpan<byte> digest, DateTimeOffset now) =>
        CryptographicOperations.FixedTimeEquals(entry.Digest, digest)
        && now - entry.VerifiedAt < VerifiedFor
        && (entry.ExpiresAt is not { } end || end > now);

    private void Forget(Revocation revocation)
    {
        // Counted first: a check that began before may have read what is no longer so, and takes back what it remembered.
        Interlocked.Increment(ref revoked);
        var id = revocation.Id;
        switch (revocation.Kind)
        {
            case RevocationKind.Key:
                verified.RemoveWhere(entry => entry.Caller.KeyId == id);
                break;
            case RevocationKind.User:
                verified.RemoveWhere(entry => entry.Caller.UserId.ToString() == id);
                break;
            case RevocationKind.Organization:
                verified.RemoveWhere(entry => entry.Caller.OrganizationId.ToString() == id);
                break;
        }
    }

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
        var before = Interlocked.Read(ref revoked);
        var stored = await store.GetAsync(ApiKeyDocument.Collection, Tenant.System, id, cancellationToken);
        if (stored is null || stored.Document.ExpiresAt <= now)
        {
            verified.Remove(NameOf(digest));
            return CredentialErrors.Invalid();
        }

        var document = stored.Document;
        var hashes = document.HashesAt(now);
        var (hash, verifiedAt) = known is not null && hashes.Contains(known.SecretHash)
            ? (known.SecretHash, known.VerifiedAt)
            : (string.Empty, now);
        if (hash.Length == 0)
        {
            var found = await FindHashAsync(credential, id, digest, hashes, address, cancellationToken);
            if (!found.IsSuccess)
            {
                return found.Error;
            }

            hash = found.Value;
        }

        var caller = await people.ResolveAsync(document.UserId, document.OrganizationId, document.Scopes, cancellationToken);
        if (!caller.IsSuccess)
        {
            verified.Remove(NameOf(digest));
            return caller.Error.Code.Kind == ErrorKind.Forbidden ? CredentialErrors.Invalid() : caller;
        }

        var entry = EntryOf(id, digest, document, hash, caller.Value, verifiedAt, now);
        verified.Set(NameOf(digest), entry);
        if (before != Interlocked.Read(ref revoked))
        {
            verified.Remove(NameOf(digest));
        }

        return Admit(entry, address, organizationId);
    }

    private static VerifiedKey EntryOf(
        string id, byte[] digest, ApiKeyDocument document, string hash, Caller person, DateTimeOffset verifiedAt, DateTimeOffset now)
    {
        var caller = person with { KeyId = id, KeyStamp = CredentialReference.StampOf(hash), FlowIds = document.FlowIds is { } flows ? new HashSet<string>(flows, StringComparer.Ordinal) : null };

        // A range that this version cannot read allows nothing.
        var ranges = document.IpRanges?.Select(text => AddressRange.TryParse(text, out var range) ? range : null).OfType<AddressRange>().ToList();
        return new VerifiedKey(digest, hash, caller, ranges, document.EndOf(hash), verifiedAt, now);
    }

    private async Task<Result<string>> FindHashAsync(
        string credential, string id, byte[] digest, IReadOnlyList<string> hashes, IPAddress? address, CancellationToken cancellationToken)
    {
        var from = ClientAddress.Name(address);
        var found = await secrets.FindAsync(credential, id, digest, hashes, from).WaitAsync(cancellationToken);
        if (!found.IsSuccess || found.Value.Length > 0)
        {
            return found;
        }

        IdentityLog.KeyRefused(logger, id, from);
        return CredentialErrors.Invalid();
    }

    private async Task RefreshAsync(string credential, VerifiedKey entry)
    {
        var id = entry.Caller.KeyId!;
        try
        {
            var found = await secrets.FindAsync(credential, id, entry.Digest, [entry.SecretHash], from: null);
            if (found is { IsSuccess: true, Value.Length: > 0 }
                && verified.TryGet(NameOf(entry.Digest), out var current)
                && current.SecretHash == entry.SecretHash)
            {
                verified.Set(NameOf(entry.Digest), current with { VerifiedAt = clock.GetUtcNow() });
            }
        }
        catch (Exception e)
        {
            IdentityLog.RefreshFailed(logger, e, id);
        }
    }

    private Result<Caller> Admit(VerifiedKey entry, IPAddress? address, string? organizationId)
    {
        if (organizationId is not null && organizationId != entry.Caller.OrganizationId.ToString())
        {
            return CredentialErrors.OrganizationForbidden();
        }

        if (!entry.IsAllowedFrom(address))
        {
            IdentityLog.KeyElsewhere(logger, entry.Caller.KeyId!, ClientAddress.Name(address));
            return ApiKeyErrors.AddressForbidden();
        }

        uses.Note(entry.Caller.KeyId!, address);
        return entry.Caller;
    }

    private void Digest(ReadOnlySpan<char> credential, Span<byte> digest)
    {
        Span<byte> ascii = stackalloc byte[MaxKeyBytes];
        var length = Encoding.ASCII.GetBytes(credential, ascii);
        HMACSHA256.HashData(digestKey, ascii[..length], digest);
    }
}
