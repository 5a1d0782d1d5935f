using System.Text.Json.Serialization;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Billing.Payments;

/// <summary>
/// A payment with all that is asked back of it, under Stripe's id of its PaymentIntent: refunds and disputes name nothing else. One that
/// was asked back before we heard of it is kept for a while without an organization.
/// </summary>
/// <param name="At">When it was first heard of.</param>
internal sealed record Payment(DateTimeOffset At)
{
    /// <summary>The index of those of which not all that is asked back was taken back yet, or too much.</summary>
    public const string ByDebt = "debt";

    public static readonly Collection<Payment> Collection = new Collection<Payment>("payments", BillingJson.Default.Payment)
        .WithIndex(ByDebt, ("unevenAt", p => p.Missing == 0 ? IndexValue.None : p.At))
        .WithExpiry(p => p.ExpiresAt);

    /// <summary>Who bought; null until the payment is heard of.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Stripe's session.</summary>
    public string? SessionId { get; init; }

    /// <summary>What was given.</summary>
    public long Millicredits { get; init; }

    /// <summary>What was paid, in the currency's smallest unit.</summary>
    public long Amount { get; init; }

    /// <summary>What refunds have given back so far, in money.</summary>
    public long Refunded { get; init; }

    /// <summary>Of what, in money.</summary>
    public long RefundedOf { get; init; }

    /// <summary>Disputes, by Stripe's id.</summary>
    public IReadOnlyDictionary<string, DisputeClaim> Disputes { get; init; } = new Dictionary<string, DisputeClaim>();

    /// <summary>What was taken back, in millicredits; less than what is asked where the credits were spent.</summary>
    public long Taken { get; init; }

    /// <summary>When it may be forgotten; null for what was bought here.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What is to be taken back in all, in millicredits.</summary>
    [JsonIgnore]
    public long Owed => Math.Min(Millicredits, Share(Refunded, RefundedOf) + Disputes.Values.Where(d => !d.IsOver).Sum(d => Share(d.Amount, Amount)));

    /// <summary>What of it was not taken back yet; negative where too much was.</summary>
    [JsonIgnore]
    public long Missing => Owed - Taken;

    private long Share(long part, long whole) => whole <= 0
        ? (part > 0 ? Millicredits : 0)
        : (long)((Int128)Millicredits * Math.Clamp(part, 0, whole) / whole);
}
