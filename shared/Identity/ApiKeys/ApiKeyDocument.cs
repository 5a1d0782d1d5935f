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
}
