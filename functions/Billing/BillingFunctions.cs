using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Billing;
using HiveFlow.Billing.Payments;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Billing;

/// <summary>Buys credits: the buyer pays at Stripe, and Stripe tells us.</summary>
public sealed class BillingFunctions(
    CheckoutDesk desk, PaymentEvents events, IOptions<BillingOptions> options, IOptions<GateOptions> gate, TimeProvider clock)
{
    private const int MaxEventBytes = 1024 * 1024;

    /// <summary>Lists what is sold.</summary>
    [Function("Billing_Packs")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Nothing)]
    [Operation("Lists the packs of credits that are sold; none where nothing is.")]
    [Gives(200, typeof(PackView), Name = "packs", IsList = true)]
    public IResult Packs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/credits/packs")] HttpRequest request) => Answer.List(
        "packs",
        options.Value.IsOn ? [.. options.Value.Packs.OrderBy(p => p.Value.Millicredits).Select(p => new PackView(p.Key, p.Value.Millicredits))] : [],
        BillingApiJson.Default.PackView,
        nextCursor: null);

    /// <summary>Prepares a payment.</summary>
    [Function("Billing_Checkout")]
    [Access(Access.Admin)]
    [Idempotent]
    [Limit(LimitClasses.Costly)]
    [Operation("Prepares a payment at Stripe and answers where the buyer's browser pays; the credits are there once it is paid.")]
    [Takes(typeof(CheckoutRequest))]
    [Gives(201, typeof(CheckoutView), Name = "checkout")]
    public async Task<IResult> Checkout(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/credits/checkout")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(BillingApiJson.Default.CheckoutRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var key = IdempotencyKey.Read(request.Headers);
        if (!key.IsSuccess)
        {
            return Answer.Problem(key.Error);
        }

        var wish = new PackWish(body.Value.Pack, body.Value.Quantity);
        var organization = request.Caller().OrganizationId;
        var opened = await desk.OpenAsync(
            organization, wish, gate.Value.PublicUrl, NameOf(organization, wish, key.Value.Key), request.Actor(), cancellationToken);
        return opened.IsSuccess
            ? Answer.Named(
                "checkout",
                new CheckoutView(opened.Value.Id, opened.Value.Url, opened.Value.Millicredits),
                BillingApiJson.Default.CheckoutView,
                status: StatusCodes.Status201Created)
            : Answer.Problem(opened.Error);
    }

    /// <summary>Takes Stripe's events.</summary>
    [Function("Billing_Stripe")]
    [Access(Access.Public, MaxBodyBytes = MaxEventBytes)]
    [Limit(LimitClasses.Hooks)]
    [Operation("Takes Stripe's events, signed by the secret of this endpoint: payments give credits, refunds and disputes take them back.")]
    [TakesContent("application/json")]
    [Gives(200)]
    public async Task<IResult> Stripe(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/credits/stripe")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer();
        if (await JsonBody.FillAsync(request, body, cancellationToken) is { } tooLarge)
        {
            return Answer.Problem(tooLarge);
        }

        var signature = request.Headers["Stripe-Signature"] is [{ } one] ? one : null;
        var taken = await events.TakeAsync(Encoding.UTF8.GetString(body.Written.Span), signature, cancellationToken);
        return taken.IsSuccess ? Answer.Ok() : Answer.Problem(taken.Error);
    }

    // By it Stripe knows a repetition, also of a request whose answer a crash has kept from being remembered here.
    private string NameOf(DocumentId organization, PackWish wish, string? key)
    {
        var name = key is null
            ? DocumentId.New(clock).ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{organization}/{wish.Pack}/{wish.Quantity}/{key}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }
}
