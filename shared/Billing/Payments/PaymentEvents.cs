using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stripe;
using Stripe.Checkout;

namespace HiveFlow.Billing.Payments;

/// <summary>
/// Takes Stripe's events: a payment gives its credits, refunds and disputes ask them back. Each event is dealt with once and each payment
/// gives once, however often and in whatever order they are told.
/// </summary>
public sealed partial class PaymentEvents(
    IDocumentStore store, CreditBook book, Debts debts, AuditLog audit, IOptions<BillingOptions> options, TimeProvider clock, ILogger<PaymentEvents> logger)
{
    private const int MaxRaces = 10;
    private const int MaxDisputes = 20;
    private const int MaxId = 100;
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    // Of a payment that is not ours, or whose own event is still to come.
    private static readonly TimeSpan StrangersKept = TimeSpan.FromDays(90);

    /// <summary>Checks the signature over the very body that came, and does what the event says; what does not concern us is a success.</summary>
    /// <exception cref="StoreUnavailableException">The store is away: to be sent again.</exception>
    public async Task<Result> TakeAsync(string body, string? signature, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (!settings.IsOn)
        {
            return BillingErrors.Off();
        }

        if (StripeSignature.Read(body, signature, settings.WebhookSecrets, settings.Tolerance, clock.GetUtcNow()) is not { Id.Length: > 0 and <= MaxId } said)
        {
            return BillingErrors.Signature();
        }

        var intent = said.Data?.Object switch
        {
            Session session when said.Type is EventTypes.CheckoutSessionCompleted or EventTypes.CheckoutSessionAsyncPaymentSucceeded =>
                await PaidAsync(said.Id, session, cancellationToken),
            Charge { PaymentIntentId: { } id } charge when said.Type == EventTypes.ChargeRefunded =>
                await ClaimAsync(said.Id, id, p => Refunded(p, charge), cancellationToken),
            Dispute { PaymentIntentId: { } id } dispute when said.Type.StartsWith("charge.dispute.", StringComparison.Ordinal) =>
                await ClaimAsync(said.Id, id, p => Disputed(p, dispute), cancellationToken),
            _ => null,
        };
        if (intent is not null)
        {
            await SettleAsync(intent, cancellationToken);
        }

        return Result.Success;
    }

    private static Payment Refunded(Payment payment, Charge charge) => payment with
    {
        Refunded = Math.Max(payment.Refunded, charge.AmountRefunded),
        RefundedOf = Math.Max(payment.RefundedOf, charge.Amount),
    };

    // An inquiry ("warning_…") has taken no money.
    private static Payment Disputed(Payment payment, Dispute dispute)
    {
        var known = payment.Disputes.GetValueOrDefault(dispute.Id) ?? new DisputeClaim(0, IsOver: false);
        var isOver = known.IsOver || dispute.Status is "won" or "warning_closed" or "prevented";
        var amount = dispute.Status?.StartsWith("warning_", StringComparison.Ordinal) == true ? known.Amount : Math.Max(known.Amount, dispute.Amount);
        return payment.Disputes.Count >= MaxDisputes && !payment.Disputes.ContainsKey(dispute.Id)
            ? payment
            : payment with
            {
                Disputes = new Dictionary<string, DisputeClaim>(payment.Disputes) { [dispute.Id] = new(amount, isOver) },
            };
    }

    /// <summary>Gives what was paid for, once; the payment's id where anything is known of it.</summary>
    private async Task<string?> PaidAsync(string eventId, Session session, CancellationToken cancellationToken)
    {
        var labels = session.Metadata ?? [];
        if (session.PaymentStatus != "paid"
            || session.PaymentIntentId is not { Length: > 0 and <= MaxId } intent
            || !DocumentId.TryParse(labels.GetValueOrDefault(CheckoutDesk.OrganizationField), out var id)
            || !long.TryParse(labels.GetValueOrDefault(CheckoutDesk.MillicreditsField), NumberStyles.None, CultureInfo.InvariantCulture, out var millicredits)
            || millicredits is < 1 or > CreditAdjustments.Most * CheckoutDesk.MostAtOnce)
        {
            return null;
        }

        var tenant = Tenant.Of(id);
        await LearnAsync(tenant, cancellationToken);
        for (var race = 0; race < MaxRaces; race++)
        {
            var known = await store.GetAsync(Payment.Collection, Tenant.System, intent, cancellationToken);
            if (known?.Document.OrganizationId is not null || await IsSeenAsync(eventId, cancellationToken))
            {
                return intent;
            }

            var moment = book.MomentOf(tenant);
            var payment = (known?.Document ?? new Payment(moment.At)) with
            {
                OrganizationId = id.ToString(),
                SessionId = session.Id,
                Millicredits = millicredits,
                Amount = session.AmountTotal ?? 0,
                ExpiresAt = null,
            };
            var entry = new CreditEntry(CreditEntryKinds.Purchase, millicredits, 0, moment.At) { Reason = session.Id };
            var written = await store.WriteAsync(
                [
                    .. CreditLedger.Add(tenant, $"{CreditEntryKinds.Purchase}/{intent}", entry),
                    .. Changed(intent, known, payment),
                    Seen(eventId),
                    audit.Entry(Act("credits.bought", tenant, session.Id, millicredits)),
                ],
                CancellationToken.None);
            if (written.IsApplied)
            {
                Bought(logger, tenant.Key, millicredits);
                await book.GiveBackAsync(tenant, millicredits, moment);
                return intent;
            }
        }

        throw new StoreUnavailableException("The payment's record is changed by too many at once.");
    }

    /// <summary>Writes down what is asked back, before anything is taken, so that it is never lost.</summary>
    private async Task<string?> ClaimAsync(string eventId, string intent, Func<Payment, Payment> change, CancellationToken cancellationToken)
    {
        if (intent.Length is 0 or > MaxId)
        {
            return null;
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var known = await store.GetAsync(Payment.Collection, Tenant.System, intent, cancellationToken);
            if (await IsSeenAsync(eventId, cancellationToken))
            {
                return intent;
            }

            var now = clock.GetUtcNow();
            var changed = change(known?.Document ?? new Payment(now) { ExpiresAt = now + StrangersKept });
            List<DocumentWrite> writes = [.. Changed(intent, known, changed), Seen(eventId)];
            if (DocumentId.TryParse(changed.OrganizationId, out var id) && known!.Document.Owed != changed.Owed)
            {
                writes.Add(audit.Entry(Act("credits.asked_back", Tenant.Of(id), changed.SessionId, changed.Owed - known.Document.Owed)));
            }

            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return intent;
            }
        }

        throw new StoreUnavailableException("The payment's record is changed by too many at once.");
    }

    private async Task LearnAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            await book.LearnAsync(tenant, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // Without Redis the money is written down all the same; the balance is compared with it later.
        }
    }

    private async Task SettleAsync(string intent, CancellationToken cancellationToken)
    {
        try
        {
            await debts.SettleAsync(intent, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // It is written down: the job that goes over debts takes it back.
        }
    }

    private async ValueTask<bool> IsSeenAsync(string eventId, CancellationToken cancellationToken) =>
        await store.GetAsync(SeenEvent.Collection, Tenant.System, eventId, cancellationToken) is not null;

    // With what its organization owes by it now.
    private static IEnumerable<DocumentWrite> Changed(string intent, Stored<Payment>? known, Payment changed)
    {
        yield return known is null
            ? DocumentWrite.Insert(Payment.Collection, Tenant.System, intent, changed)
            : DocumentWrite.Replace(Payment.Collection, Tenant.System, intent, known.Version, changed);
        var more = changed.Missing - (known?.Document.Missing ?? 0);
        if (more != 0 && DocumentId.TryParse(changed.OrganizationId, out var id))
        {
            yield return CreditLedger.Owes(Tenant.Of(id), more);
        }
    }

    private DocumentWrite Seen(string eventId) =>
        DocumentWrite.Insert(SeenEvent.Collection, Tenant.System, eventId, new SeenEvent(clock.GetUtcNow() + Remembered));

    private static AuditAct Act(string action, Tenant tenant, string? sessionId, long millicredits) => new(action, Debts.Sender, tenant)
    {
        TargetType = "payment",
        TargetId = sessionId,
        Details = new Dictionary<string, string> { ["millicredits"] = millicredits.ToString(CultureInfo.InvariantCulture) },
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Organization {Organization} bought {Millicredits} millicredits.")]
    private static partial void Bought(ILogger logger, string organization, long millicredits);
}
