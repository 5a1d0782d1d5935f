using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Billing.Payments;

/// <summary>
/// Takes back what refunds and disputes ask back, as far as it is not spent; what is spent stays owed and is taken from whatever comes in
/// later. The balance is never negative, and no debt is forgotten.
/// </summary>
public sealed partial class Debts(IDocumentStore store, CreditBook book, AuditLog audit, TimeProvider clock, ILogger<Debts> logger)
{
    /// <summary>The actor of acts that follow from Stripe's events.</summary>
    internal static readonly AuditActor Sender = AuditActor.System("stripe");

    private const int MaxRaces = 10;
    private const int PageSize = 100;
    private string? cursor;

    /// <summary>Goes over all payments that are not even, until the given time at the latest.</summary>
    /// <returns>Whether some are left: the next call goes on there.</returns>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away.</exception>
    public async Task<bool> CollectAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        do
        {
            var query = new DocumentQuery(Payment.ByDebt) { From = DateTimeOffset.UnixEpoch, Descending = false, Limit = PageSize, Cursor = cursor };
            var page = await store.QueryAsync(Payment.Collection, Tenant.System, query, cancellationToken);
            foreach (var payment in page.Items)
            {
                await SettleAsync(payment.Id, cancellationToken);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null && clock.GetUtcNow() < until);

        return cursor is not null;
    }

    /// <summary>Makes one payment even as far as possible; again and at once, it does the same once.</summary>
    internal async Task SettleAsync(string id, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.GetAsync(Payment.Collection, Tenant.System, id, cancellationToken) is not { } known
                || !DocumentId.TryParse(known.Document.OrganizationId, out var organization)
                || known.Document.Missing == 0
                || await SettleAsync(Tenant.Of(organization), known, cancellationToken))
            {
                return;
            }
        }

        throw new StoreUnavailableException("The payment's record is changed by too many at once.");
    }

    // Taken from the balance before it is written, given after: whatever dies in between, nobody spends what is not there.
    private async Task<bool> SettleAsync(Tenant tenant, Stored<Payment> known, CancellationToken cancellationToken)
    {
        var missing = known.Document.Missing;
        CreditHold? hold = null;
        if (missing > 0)
        {
            hold = await book.HoldUpToAsync(tenant, missing, cancellationToken);
            if (hold is null)
            {
                return true;
            }
        }
        else
        {
            await book.LearnAsync(tenant, cancellationToken);
        }

        var moment = hold?.Moment ?? book.MomentOf(tenant);
        var amount = hold is null ? -missing : -hold.Amount;
        var changed = known.Document with { Taken = known.Document.Taken - amount };
        var act = new AuditAct(amount > 0 ? "credits.given_again" : "credits.taken_back", Sender, tenant)
        {
            TargetType = "payment",
            TargetId = changed.SessionId,
            Details = new Dictionary<string, string>
            {
                ["millicredits"] = amount.ToString(CultureInfo.InvariantCulture),
                ["owed"] = changed.Missing.ToString(CultureInfo.InvariantCulture),
            },
        };
        var entry = new CreditEntry(CreditEntryKinds.Chargeback, amount, 0, moment.At) { Reason = changed.SessionId };
        var written = await store.WriteAsync(
            [
                .. hold is null ? [] : new[] { CreditLedger.Taken(tenant, moment) },
                DocumentWrite.Replace(Payment.Collection, Tenant.System, known.Id, known.Version, changed),
                .. CreditLedger.Add(tenant, string.Create(CultureInfo.InvariantCulture, $"{CreditEntryKinds.Chargeback}/{known.Id}/{known.Version}"), entry),
                CreditLedger.Owes(tenant, amount),
                audit.Entry(act),
            ],
            CancellationToken.None);
        if (written.IsApplied)
        {
            Changed(logger, tenant.Key, amount, changed.Missing);
            await (amount > 0 ? book.GiveBackAsync(tenant, amount, moment) : default);
        }
        else if (hold is not null)
        {
            await book.RefusedAsync(tenant, hold, cancellationToken);
        }

        return written.IsApplied;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A refund or dispute changed the balance of organization {Organization} by {Millicredits} millicredits; {Owed} are owed.")]
    private static partial void Changed(ILogger logger, string organization, long millicredits, long owed);
}
