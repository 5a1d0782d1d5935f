using HiveFlow.Storage.Documents;

namespace HiveFlow.Billing.Payments;

/// <summary>An event of Stripe's that was dealt with, under its id; Stripe sends one again for three days at most.</summary>
/// <param name="ExpiresAt">When it may be forgotten.</param>
internal sealed record SeenEvent(DateTimeOffset ExpiresAt)
{
    public static readonly Collection<SeenEvent> Collection =
        new Collection<SeenEvent>("payment_events", BillingJson.Default.SeenEvent).WithExpiry(e => e.ExpiresAt);
}
