using HiveFlow.Identity.ApiKeys;

namespace HiveFlow.Functions.ApiKeys;

/// <summary>A key with a secret just made.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Key">The key itself, shown this once; null when the request is repeated.</param>
/// <param name="Permissions">Its scopes.</param>
/// <param name="Description">What it is for.</param>
/// <param name="FlowIds">The flows it is bound to; null for all of the organization.</param>
/// <param name="IpRanges">The address ranges it is bound to; null for everywhere.</param>
/// <param name="ExpiresAt">When it ends; null never.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="FormerKeyUntil">After a rotation: until when the former secret works too.</param>
internal sealed record CreatedApiKeyAnswer(
    string Id,
    string Name,
    string? Key,
    IReadOnlyList<string> Permissions,
    string Description,
    IReadOnlyList<string>? FlowIds,
    IReadOnlyList<string>? IpRanges,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FormerKeyUntil)
{
    /// <summary>Of a key just made or rotated.</summary>
    public static CreatedApiKeyAnswer Of(CreatedApiKey made) => new(
        made.View.Id,
        made.View.Name,
        made.Key.Reveal(),
        made.View.Permissions,
        made.View.Description,
        made.View.FlowIds,
        made.View.IpRanges,
        made.View.ExpiresAt,
        made.View.CreatedAt,
        made.View.FormerKeyUntil);
}
