using HiveFlow.Storage.Documents;

namespace HiveFlow.Billing.Alerts;

/// <summary>When and how an organization is told that its credits run out.</summary>
public sealed record AlertSettings
{
    /// <summary>One document an organization.</summary>
    internal static readonly Collection<AlertSettings> Collection = new("credit_alert_settings", BillingJson.Default.AlertSettings);

    /// <summary>At how many percent; null for the operator's.</summary>
    public IReadOnlyList<int>? Thresholds { get; init; }

    /// <summary>Whether its owners and admins get a mail. Default true.</summary>
    public bool IsMailed { get; init; } = true;

    /// <summary>Where it is posted to; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>The sealed secret that signs it.</summary>
    public string? SealedSecret { get; init; }
}
