namespace HiveFlow.Identity.ApiKeys;

/// <summary>A key as its owner sees it in lists.</summary>
/// <param name="Id">24 hex digits; they stand in the key itself too.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="Permissions">Its scopes: read, write, execute.</param>
/// <param name="FlowIds">The flows it is bound to; null for all of the organization.</param>
/// <param name="IpRanges">The address ranges it is bound to, in CIDR notation; null for everywhere.</param>
/// <param name="ExpiresAt">When it ends; null never.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it was last used, to the minute and some seconds late; null never.</param>
/// <param name="LastUsedFrom">From which address that was.</param>
/// <param name="FormerKeyUntil">After a rotation: until when the former secret works too; null when it does not.</param>
public sealed record ApiKeyView(
    string Id,
    string Name,
    string Description,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<string>? FlowIds,
    IReadOnlyList<string>? IpRanges,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    DateTimeOffset? FormerKeyUntil)
{
    internal static ApiKeyView Of(string id, ApiKeyDocument key, KeyUse? use, DateTimeOffset now) => new(
        id,
        key.Name,
        key.Description,
        ScopeNames.Of(key.Scopes),
        key.FlowIds,
        key.IpRanges,
        key.ExpiresAt,
        key.CreatedAt,
        use?.At,
        use?.From,
        key.FormerEnd(now));
}
