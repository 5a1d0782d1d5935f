namespace HiveFlow.Functions.Sso;

/// <summary>What an organization demands.</summary>
/// <param name="IsForced">Whether its identity provider is the only way in, owners aside.</param>
/// <param name="ConnectionId">The connection that logins are sent to; null sends nobody.</param>
internal sealed record PolicyRequest(bool IsForced, string? ConnectionId);
