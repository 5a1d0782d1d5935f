namespace HiveFlow.Functions.Alerts;

/// <summary>All settings at once.</summary>
/// <param name="Thresholds">1 to 5 percentages, 1 to 100; the operator's unless given.</param>
/// <param name="Mail">Whether owners and admins get a mail; true unless given.</param>
/// <param name="WebhookUrl">An https address; none unless given.</param>
/// <param name="NewSecret">Whether the webhook gets a new secret at the same address; false unless given.</param>
internal sealed record AlertsRequest(int[]? Thresholds = null, bool Mail = true, string? WebhookUrl = null, bool NewSecret = false);
