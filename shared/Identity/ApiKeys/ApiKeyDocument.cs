using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>An API key as stored: never its secret.</summary>
internal sealed record ApiKeyDocument(
    string Name,
    string Description,
    string OrganizationId,
    string UserId,
    string SecretHash,
    Scopes Scopes,
    int Slot,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt)
{
    /// <summary>Index over whose it is.</summary>
    public const string ByOwner = "owner";

    /// <summary>Unique index over the person's numbered places for keys: how many there can be is decided by the store.</summary>
    public const string BySlot = "slot";

    /// <summary>All keys, by id: a key is looked up before anybody knows whose it is.</summary>
    public static readonly Collection<ApiKeyDocument> Collection =
        new Collection<ApiKeyDocument>("api_keys", IdentityJson.Default.ApiKeyDocument)
            .WithIndex(ByOwner, ("organizationId", k => k.OrganizationId), ("userId", k => k.UserId))
            .WithUniqueIndex(BySlot, ("organizationId", k => k.OrganizationId), ("userId", k => k.UserId), ("slot", k => k.Slot));

    /// <summary>The flows it is bound to; null for all of the organization.</summary>
    public IReadOnlyList<string>? FlowIds { get; init; }

    /// <summary>The address ranges it is bound to, in their one form; null for everywhere.</summary>
    public IReadOnlyList<string>? IpRanges { get; init; }

    /// <summary>The hash of the secret before the last rotation; null when there was none.</summary>
    public string? FormerHash { get; init; }

    /// <summary>Until when the former secret works too.</summary>
    public DateTimeOffset? FormerUntil { get; init; }

    /// <summary>When the former secret still works: its end; else null.</summary>
    public DateTimeOffset? FormerEnd(DateTimeOffset now) => FormerHash is not null && FormerUntil > now ? FormerUntil : null;

    /// <summary>The hashes that a secret may match at that instant, the present one first.</summary>
    public IReadOnlyList<string> HashesAt(DateTimeOffset now) => FormerEnd(now) is null ? [SecretHash] : [SecretHash, FormerHash!];

    /// <summary>When a secret with that hash ends; null never.</summary>
    public DateTimeOffset? EndOf(string hash)
    {
        var ownEnd = hash == SecretHash ? null : FormerUntil;
        return ownEnd is null || ExpiresAt < ownEnd ? ExpiresAt : ownEnd;
    }
}
