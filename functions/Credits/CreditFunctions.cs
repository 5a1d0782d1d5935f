using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Operators;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Credits;

/// <summary>What an organization has, what became of it, and what things cost.</summary>
public sealed class CreditFunctions(
    CreditBook book, CreditLedger ledger, MonthlyGrants grants, CreditAdjustments adjustments, OperatorRegistry registry)
{
    private const string One = "credits";
    private const string Entries = "entries";

    /// <summary>Shows the balance.</summary>
    [Function("Credits_Get")]
    [Access(Access.Read)]
    [Operation("Shows what the organization has, in millicredits.")]
    [Gives(200, typeof(CreditView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/credits")] HttpRequest request, CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        return Show(tenant, await book.ReadAsync(tenant, cancellationToken));
    }

    /// <summary>Lists the ledger.</summary>
    [Function("Credits_Ledger")]
    [Access(Access.Read)]
    [Operation("Lists the organization's ledger, the newest first. The sum of all amounts is what is available and reserved together.")]
    [Query("limit", "Page size, 1 to 200; 50 unless given.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(LedgerRow), Name = Entries, IsList = true)]
    public async Task<IResult> Ledger(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/credits/ledger")] HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (limit, cursor) = (parameters.Limit(), parameters.Cursor());
        if (parameters.Error is { } fault)
        {
            return Answer.Problem(fault);
        }

        var page = await ledger.ListAsync(request.Caller().Tenant, limit, cursor, cancellationToken);
        return Answer.List(Entries, [.. page.Items.Select(LedgerRow.Of)], CreditsApiJson.Default.LedgerRow, page.NextCursor);
    }

    /// <summary>Lists prices.</summary>
    [Function("Credits_Prices")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Nothing)]
    [Operation("Lists what use costs, by kind. A kind that is not listed costs nothing.")]
    [Gives(200, typeof(PriceView), Name = "prices", IsList = true)]
    public IResult Prices([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/credits/prices")] HttpRequest request) => Answer.List(
        "prices",
        [.. book.Prices.All.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new PriceView(p.Key, p.Value.Millicredits, p.Value.Per))],
        CreditsApiJson.Default.PriceView,
        nextCursor: null);

    /// <summary>Gives or takes credits.</summary>
    [Function("Credits_Grant")]
    [Access(Access.Operator)]
    [Fresh]
    [Idempotent]
    [Operation("Gives an organization credits, or takes some, with a reason that stands in its ledger and audit log.")]
    [Takes(typeof(GrantRequest))]
    [Gives(200, typeof(CreditView), Name = One)]
    public async Task<IResult> Grant(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/credits/grants")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(CreditsApiJson.Default.GrantRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var wish = body.Value;
        if (!DocumentId.TryParse(wish.OrganizationId, out var id)
            || !await registry.HasOrganizationAsync(id, cancellationToken))
        {
            return Answer.Problem(RequestErrors.NotFound("organization"));
        }

        var adjusted = await adjustments.AdjustAsync(id, wish.Amount, wish.Reason, request.Actor(), cancellationToken);
        return adjusted.IsSuccess ? Show(Tenant.Of(id), adjusted.Value) : Answer.Problem(adjusted.Error);
    }

    private JsonAnswer Show(Tenant tenant, CreditBalance balance) => Answer.Named(
        One,
        new CreditView(balance.Available, balance.Reserved, balance.Owed, grants.PlanOf(tenant), grants.AmountOf(tenant), book.IsEnabled),
        CreditsApiJson.Default.CreditView);
}
