using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// One entry of an organization's ledger; never changed. Its id says what it is for (<c>run/kind</c>, <c>grant/month</c>), so that nothing
/// enters twice. Over all entries: the sum of amounts = what is available + what is held for runs.
/// </summary>
/// <param name="Kind">One of <see cref="CreditEntryKinds"/>.</param>
/// <param name="Amount">Millicredits given (positive) or spent (negative).</param>
/// <param name="Held">Millicredits that a run's reservation takes from what is available (positive) or gives back.</param>
/// <param name="At">When.</param>
public sealed record CreditEntry(string Kind, long Amount, long Held, DateTimeOffset At)
{
    /// <summary>The index by time.</summary>
    public const string ByTime = "at";

    /// <summary>The index of ended runs by time.</summary>
    internal const string BySettlement = "settled";

    /// <summary>All ledgers.</summary>
    public static readonly Collection<CreditEntry> Collection = new Collection<CreditEntry>("credit_entries", CreditsJson.Default.CreditEntry)
        .WithIndex(ByTime, ("at", e => e.At))
        .WithIndex(BySettlement, ("settledAt", e => e.Kind == CreditEntryKinds.Settlement ? e.At : IndexValue.None));

    /// <summary>The run it belongs to.</summary>
    public string? RunId { get; init; }

    /// <summary>Why, in the words of who made it.</summary>
    public string? Reason { get; init; }

    /// <summary>The operator who made it (id).</summary>
    public string? By { get; init; }

    /// <summary>The flow of an ended run.</summary>
    public string? FlowId { get; init; }

    /// <summary>The API key an ended run was started with.</summary>
    public string? KeyId { get; init; }

    /// <summary>How many steps an ended run had.</summary>
    public int Steps { get; init; }

    /// <summary>What an ended run's steps were and cost, by node type.</summary>
    public IReadOnlyDictionary<string, NodeUse>? Nodes { get; init; }

    /// <summary>What an ended run used, by kind.</summary>
    public IReadOnlyDictionary<string, long>? Units { get; init; }
}
