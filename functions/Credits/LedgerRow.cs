using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Credits;

/// <summary>An entry of the ledger. Amounts in millicredits.</summary>
/// <param name="Id">What it is for; there is never a second of the same.</param>
/// <param name="Kind">grant, expiry, adjustment, purchase, chargeback, reservation, settlement, refund or release.</param>
/// <param name="Amount">Given (positive) or spent (negative).</param>
/// <param name="Held">Held for a run (positive) or given back (negative).</param>
/// <param name="At">When.</param>
/// <param name="RunId">The run it belongs to.</param>
/// <param name="Reason">Why.</param>
internal sealed record LedgerRow(string Id, string Kind, long Amount, long Held, DateTimeOffset At, string? RunId, string? Reason)
{
    internal static LedgerRow Of(Stored<CreditEntry> entry) => new(
        entry.Id[(entry.Id.IndexOf('/', StringComparison.Ordinal) + 1)..],
        entry.Document.Kind,
        entry.Document.Amount,
        entry.Document.Held,
        entry.Document.At,
        entry.Document.RunId,
        entry.Document.Reason);
}
