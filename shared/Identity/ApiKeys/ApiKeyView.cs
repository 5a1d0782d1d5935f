namespace HiveFlow.Identity.ApiKeys;

/// <summary>A key as its owner sees it in lists.</summary>
/// <param name="Id">24 hex digits; they stand in the key itself too.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="Permissions">Its scopes: read, write, execute.</param>
/// <param name="ExpiresAt">When it ends; null never.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record ApiKeyView(
    string Id,
    string Name,
    string Description,
    IReadOnlyList<string> Permissions,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt)
{
    internal static ApiKeyView Of(string id, ApiKeyDocument key) =>
        new(id, key.Name, key.Description, ScopeNames.Of(key.Scopes), key.ExpiresAt, key.CreatedAt);
}
