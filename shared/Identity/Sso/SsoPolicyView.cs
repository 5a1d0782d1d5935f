namespace HiveFlow.Identity.Sso;

/// <summary>What an organization demands of logins with addresses in its verified domains.</summary>
/// <param name="IsForced">Whether its identity provider is the only way in, owners aside.</param>
/// <param name="ConnectionId">The connection that such logins are sent to; null sends nobody.</param>
public sealed record SsoPolicyView(bool IsForced, string? ConnectionId);
