namespace HiveFlow.Identity.Sessions;

/// <summary>What a session by an outside provider is limited to, kept while the account's own second factor is still to come.</summary>
/// <param name="EndsAt">The provider's limit.</param>
/// <param name="ConnectionId">The organization's connection.</param>
/// <param name="OrganizationId">The one organization it is good for; null for all of the person's.</param>
/// <param name="MaxRole">The highest role it gives there, as <see cref="Organizations.Roles"/> names it.</param>
internal sealed record SessionLimits(DateTimeOffset? EndsAt, string? ConnectionId, string? OrganizationId, string? MaxRole);
