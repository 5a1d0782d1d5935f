using HiveFlow.Billing.Packs;
using HiveFlow.Errors;

namespace HiveFlow.Billing;

/// <summary>Credits for money, through Stripe. Section <c>HiveFlow:Billing</c>.</summary>
public sealed record BillingOptions
{
    /// <summary>Stripe's secret key (<c>sk_…</c> or a restricted <c>rk_…</c> that may write Checkout Sessions). Default none: nothing is sold.</summary>
    public Secret? SecretKey { get; set; }

    /// <summary>
    /// The signing secrets of the webhook endpoint (<c>whsec_…</c>), several while one is replaced by another. Default none; at most 5, at least
    /// one where <see cref="SecretKey"/> is set.
    /// </summary>
    public Secret[] WebhookSecrets { get; set; } = [];

    /// <summary>How old a signed event may be, or how far ahead. Default 5 minutes; 1 second to 1 hour.</summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What is sold, by name: 1 to 40 lower-case letters, digits and <c>_</c> or <c>-</c>. Default none; at most 50, at least one where <see cref="SecretKey"/> is set.</summary>
    public Dictionary<string, CreditPack> Packs { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Where the buyer's browser goes after paying; https, or http on loopback. Default empty: our own address.</summary>
    public string SuccessUrl { get; set; } = string.Empty;

    /// <summary>Where it goes when the buyer turns back; as <see cref="SuccessUrl"/>.</summary>
    public string CancelUrl { get; set; } = string.Empty;

    /// <summary>Stripe's API. Default <c>https://api.stripe.com</c>; another is for tests.</summary>
    public string ApiBase { get; set; } = "https://api.stripe.com";

    /// <summary>
    /// At how many percent of the month's grant, or of a limit of the day, organizations are told unless they choose themselves. Default none:
    /// 80 and 100; at most 5, each 1 to 100.
    /// </summary>
    public int[] AlertThresholds { get; set; } = [];

    /// <summary>The percentages that count.</summary>
    internal IReadOnlyList<int> AlertsAt => AlertThresholds.Length > 0 ? AlertThresholds : UsualThresholds;

    private static readonly int[] UsualThresholds = [80, 100];

    /// <summary>Whether anything is sold.</summary>
    public bool IsOn => SecretKey is not null;
}
