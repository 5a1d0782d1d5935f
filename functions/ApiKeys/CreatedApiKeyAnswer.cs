namespace HiveFlow.Functions.ApiKeys;

/// <summary>A key just made.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Key">The key itself, shown this once.</param>
/// <param name="Permissions">Its scopes.</param>
/// <param name="Description">What it is for.</param>
/// <param name="ExpiresAt">When it ends; null never.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record CreatedApiKeyAnswer(
    string Id,
    string Name,
    string Key,
    IReadOnlyList<string> Permissions,
    string Description,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt);
