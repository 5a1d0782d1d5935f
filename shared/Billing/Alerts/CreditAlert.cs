using HiveFlow.Storage.Documents;

namespace HiveFlow.Billing.Alerts;

/// <summary>
/// One thing to tell: that so much of something was used in a period. There is one for each period and percentage, written before anybody
/// is told and closed when all are, so that it is neither lost nor told anew.
/// </summary>
/// <param name="OrganizationId">Whom.</param>
/// <param name="Kind"><c>month</c>, or the day's limit of an <c>organization</c>, a <c>key</c> or a <c>flow</c>.</param>
/// <param name="Target">The key's or flow's id; null for none.</param>
/// <param name="Period">The month (<c>2026-11</c>) or day (<c>2026-11-26</c>), in UTC.</param>
/// <param name="Percent">The percentage that was reached.</param>
/// <param name="Used">What was used when it was seen, in millicredits.</param>
/// <param name="Most">Of what.</param>
/// <param name="At">When it was seen.</param>
internal sealed record CreditAlert(string OrganizationId, string Kind, string? Target, string Period, int Percent, long Used, long Most, DateTimeOffset At)
{
    /// <summary>The index of those that are to be told.</summary>
    public const string Due = "due";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(70);

    public static readonly Collection<CreditAlert> Collection = new Collection<CreditAlert>("credit_alerts", BillingJson.Default.CreditAlert)
        .WithIndex(Due, ("dueAt", a => a.DueAt is { } due ? due : IndexValue.None))
        .WithExpiry(a => a.At + Kept);

    /// <summary>When it is told, or tried again; null once it is over.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Tries { get; init; }

    /// <summary>The people (ids) who have their mail.</summary>
    public IReadOnlyList<string> Mailed { get; init; } = [];

    /// <summary>Whether the webhook has taken it.</summary>
    public bool IsPosted { get; init; }

    /// <summary>Its id: one for each period and percentage.</summary>
    public string Id => $"{OrganizationId}/{Kind}/{Target}/{Period}/{Percent}";
}
