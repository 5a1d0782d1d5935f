using HiveFlow.Errors;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>A webhook whose address was just made.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Token">What stands in its address: 256 random bits, shown this once.</param>
public sealed record MadeWebhook(Webhook Webhook, Secret Token);
