using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Connections;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stripe;
using Stripe.Checkout;

namespace HiveFlow.Billing.Payments;

/// <summary>Prepares payments at Stripe: the buyer pays there, and we never see a card.</summary>
public sealed partial class CheckoutDesk(OutgoingHttp outgoing, AuditLog audit, IOptions<BillingOptions> options, ILogger<CheckoutDesk> logger)
{
    /// <summary>The most of a pack that is bought at once.</summary>
    public const int MostAtOnce = 100;

    /// <summary>
    /// The session's metadata: whose credits it buys. Only holders of our secret key write metadata, where anybody may set a link's
    /// <c>client_reference_id</c>.
    /// </summary>
    internal const string OrganizationField = "hiveflow_organization";

    /// <summary>The session's metadata: how many.</summary>
    internal const string MillicreditsField = "hiveflow_millicredits";

    private const int MaxRequests = 1;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Opens a session for one payment; <c>billing_off</c>, <c>billing_failed</c>, or a validation failure.</summary>
    /// <param name="organization">Who buys.</param>
    /// <param name="wish">What.</param>
    /// <param name="home">Our own address, where the browser goes unless configured otherwise.</param>
    /// <param name="requestId">Names the request, so that a repetition opens no second session.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Result<Checkout>> OpenAsync(
        DocumentId organization, PackWish wish, Uri home, string requestId, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(home);
        var settings = options.Value;
        if (settings.SecretKey is not { } key)
        {
            return BillingErrors.Off();
        }

        if (wish.Pack is null || !settings.Packs.TryGetValue(wish.Pack, out var sold))
        {
            return RequestErrors.Invalid("pack", "pack must be one of GET /api/credits/packs.");
        }

        if (wish.Quantity is < 1 or > MostAtOnce)
        {
            return RequestErrors.Invalid("quantity", $"quantity must be 1 to {MostAtOnce}.");
        }

        var millicredits = checked(sold.Millicredits * wish.Quantity);
        var labels = new Dictionary<string, string>
        {
            [OrganizationField] = organization.ToString(),
            [MillicreditsField] = millicredits.ToString(CultureInfo.InvariantCulture),
        };
        var session = new SessionCreateOptions
        {
            Mode = "payment",
            ClientReferenceId = organization.ToString(),
            LineItems = [new SessionLineItemOptions { Price = sold.Price, Quantity = wish.Quantity }],
            Metadata = labels,
            PaymentIntentData = new SessionPaymentIntentDataOptions { Metadata = labels },
            SuccessUrl = settings.SuccessUrl.Length > 0 ? settings.SuccessUrl : home.ToString(),
            CancelUrl = settings.CancelUrl.Length > 0 ? settings.CancelUrl : home.ToString(),
        };
        if (await CreateAsync(session, key, organization.ToString(), requestId, cancellationToken) is not { } made)
        {
            return BillingErrors.Failed();
        }

        var act = new AuditAct("credits.checkout_opened", actor, Tenant.Of(organization))
        {
            TargetType = "payment",
            TargetId = made.Id,
            Details = new Dictionary<string, string> { ["pack"] = wish.Pack, ["millicredits"] = labels[MillicreditsField] },
        };
        await audit.RecordAsync(act, cancellationToken);
        return new Checkout(made.Id, made.Url, millicredits);
    }

    // Stripe's address is the operator's, and its client goes through the guarded one all the same: its answers are capped and timed there.
    private async Task<Session?> CreateAsync(SessionCreateOptions session, Secret key, string owner, string requestId, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        try
        {
            var template = new OutgoingRequest { Method = "POST", Url = settings.ApiBase, Owner = owner, Timeout = Limit };
            using var http = outgoing.Open(template, MaxRequests, static _ => null, cancellationToken);
            var wire = new SystemNetHttpClient(http, maxNetworkRetries: 0, appInfo: null, enableTelemetry: false);
            var client = new StripeClient(key.Reveal(), null, wire, settings.ApiBase);
            var made = await new SessionService(client).CreateAsync(session, new RequestOptions { IdempotencyKey = requestId }, cancellationToken);
            if (made is { Id.Length: > 0, Url.Length: > 0 })
            {
                return made;
            }

            Failed(logger, "its answer is no session");
        }
        catch (Exception exception) when (exception is StripeException or OutgoingException or HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Failed(logger, (exception as StripeException)?.StripeError?.Code ?? exception.GetType().Name);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A payment could not be prepared at Stripe: {Why}.")]
    private static partial void Failed(ILogger logger, string why);
}
