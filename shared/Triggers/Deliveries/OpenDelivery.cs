using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Triggers.Deliveries;

/// <summary>Says that a delivery's run is still to be started; written with the delivery, removed when the run has begun.</summary>
/// <param name="OrganizationId">Whose; its id is the delivery's.</param>
/// <param name="WebhookId">Of which webhook.</param>
/// <param name="DueAt">When somebody is to see to it.</param>
/// <param name="Attempts">How often that was tried and came to no end; what was put off does not count.</param>
/// <param name="NotBefore">The end of its debounce: nobody starts it sooner, not even after a restart; null for one that waits for nothing.</param>
public sealed record OpenDelivery(string OrganizationId, string WebhookId, DateTimeOffset DueAt, int Attempts, DateTimeOffset? NotBefore = null)
{
    /// <summary>The longest overdue first; those of one webhook.</summary>
    public static readonly Collection<OpenDelivery> Collection = new Collection<OpenDelivery>("webhook_open", WebhookJson.Default.OpenDelivery)
        .WithIndex("due", ("dueAt", open => open.DueAt))
        .WithIndex("webhook", ("webhookId", open => open.WebhookId));
}
