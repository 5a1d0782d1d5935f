namespace HiveFlow.Metering.Credits;

/// <summary>The kinds of ledger entries.</summary>
public static class CreditEntryKinds
{
    /// <summary>The month's grant of the plan.</summary>
    public const string Grant = "grant";

    /// <summary>What was left of the grant of a month that is over.</summary>
    public const string Expiry = "expiry";

    /// <summary>Given or taken by an operator, with a reason.</summary>
    public const string Adjustment = "adjustment";

    /// <summary>Bought.</summary>
    public const string Purchase = "purchase";

    /// <summary>A refund or dispute of what was bought: taken back, or given again where the dispute was decided for us.</summary>
    public const string Chargeback = "chargeback";

    /// <summary>Held for a run.</summary>
    public const string Reservation = "reservation";

    /// <summary>A run's end: what it cost, and its reservation given back.</summary>
    public const string Settlement = "settlement";

    /// <summary>A run's end by a fault of ours: its reservation given back, nothing charged.</summary>
    public const string Refund = "refund";

    /// <summary>A run that could not be begun: its reservation given back.</summary>
    public const string Release = "release";
}
