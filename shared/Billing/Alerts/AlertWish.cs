namespace HiveFlow.Billing.Alerts;

/// <summary>What the settings are to become, all at once.</summary>
/// <param name="Thresholds">1 to 5 percentages, 1 to 100; null for the operator's.</param>
/// <param name="IsMailed">Whether owners and admins get a mail.</param>
/// <param name="WebhookUrl">Where it is posted to; null for nowhere.</param>
/// <param name="WantsNewSecret">Whether the webhook is to get a new secret, even at the same address.</param>
public sealed record AlertWish(IReadOnlyList<int>? Thresholds, bool IsMailed, string? WebhookUrl, bool WantsNewSecret);
