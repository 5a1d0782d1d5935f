namespace HiveFlow.Functions.Alerts;

/// <summary>When and how an organization is told that its credits run out.</summary>
/// <param name="Thresholds">At how many percent.</param>
/// <param name="Mail">Whether its owners and admins get a mail.</param>
/// <param name="WebhookUrl">Where it is posted to, signed as Standard Webhooks says; null for nowhere.</param>
/// <param name="Secret">The webhook's secret, once, when it was made; null else.</param>
internal sealed record AlertsView(IReadOnlyList<int> Thresholds, bool Mail, string? WebhookUrl, string? Secret);
