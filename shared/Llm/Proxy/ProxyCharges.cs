using HiveFlow.Errors;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Llm.Proxy;

/// <summary>
/// Credits of questions to the proxy: what one may cost at most is held before it leaves, what it used is charged afterwards, at most that.
/// What is held when the process dies is given back by <see cref="GiveBackAsync"/>.
/// </summary>
public sealed class ProxyCharges(CreditBook book, IDocumentStore store, TimeProvider clock)
{
    /// <summary>No question takes so long: what is still held then belongs to a process that died.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromHours(1);

    // Texts in other scripts than Latin come to a token for every two bytes and less.
    private const int HeldBytesPerToken = 2;
    private const int PageSize = 100;
    private const int MaxRaces = 10;

    // As which type of node a usage report shows it.
    private const string ProxyType = "llm-proxy";

    /// <summary>Holds what the question may cost; <c>credits_insufficient</c> when there is too little.</summary>
    internal async ValueTask<Result<ProxyCharge>> HoldAsync(Tenant tenant, ProxyQuestion question, CancellationToken cancellationToken)
    {
        var amount = CostOf(question.Model, new ProxyUse((question.Size / HeldBytesPerToken) + 1, question.MaxTokens));
        if (!book.IsEnabled || amount == 0)
        {
            return new ProxyCharge(null, question.Model, 0, null);
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var charge = await TryHoldAsync(tenant, question, amount, cancellationToken);
            if (charge is { IsSuccess: true } || charge.Error!.Code != CreditErrors.RecountedCode)
            {
                return charge;
            }
        }

        return CreditErrors.Recounted();
    }

    private async ValueTask<Result<ProxyCharge>> TryHoldAsync(Tenant tenant, ProxyQuestion question, long amount, CancellationToken cancellationToken)
    {
        var held = await book.HoldAsync(tenant, amount, cancellationToken);
        if (!held.IsSuccess)
        {
            return held.Error;
        }

        var id = DocumentId.New(clock).ToString();
        var hold = new ProxyHold(amount, question.Model, held.Value.Moment.At) { Limited = held.Value.Limited.Count == 0 ? null : held.Value.Limited };
        var written = await store.WriteAsync(
            [
                DocumentWrite.Insert(ProxyHold.Collection, tenant, id, hold),
                .. CreditBook.Opened(tenant, id, held.Value, amount, ReasonOf(question.Model)),
            ],
            CancellationToken.None);
        if (!written.IsApplied)
        {
            await book.RefusedAsync(tenant, held.Value, cancellationToken);
            return CreditErrors.Recounted();
        }

        return new ProxyCharge(id, question.Model, amount, held.Value.Left) { Hold = hold };
    }

    /// <summary>Charges what was used and gives the rest back; once, however often it is called.</summary>
    internal Task SettleAsync(Tenant tenant, ProxyCharge charge, ProxyUse use) => charge is { Id: { } id, Hold: { } hold }
        ? SettleAsync(tenant, id, hold, Math.Min(charge.Amount, CostOf(charge.Model, use)), use)
        : Task.CompletedTask;

    /// <summary>Gives back what an organization's dead questions still hold. Nobody knows what they used: nothing is charged.</summary>
    public async Task GiveBackAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(ProxyHold.ByTime) { Before = clock.GetUtcNow() - Stale, Descending = false, Limit = PageSize };
        var page = await store.QueryAsync(ProxyHold.Collection, tenant, query, cancellationToken);
        foreach (var hold in page.Items)
        {
            await SettleAsync(tenant, hold.Id, hold.Document, 0, new ProxyUse(0, 0));
        }
    }

    private async Task SettleAsync(Tenant tenant, string id, ProxyHold hold, long charged, ProxyUse use)
    {
        var moment = book.MomentOf(tenant);
        var bill = new RunBill(id, hold.Amount, charged, IsRefund: charged == 0, hold.At)
        {
            Other = ReasonOf(hold.Model),
            Limited = hold.Limited ?? [],
            Nodes = new Dictionary<string, NodeUse> { [ProxyType] = new(0, charged) },
            Units = new Dictionary<string, long> { [$"llm.{hold.Model}.input_tokens"] = use.InputTokens, [$"llm.{hold.Model}.output_tokens"] = use.OutputTokens },
        };
        var written = await store.WriteAsync(
            [DocumentWrite.Delete(ProxyHold.Collection, tenant, id), .. book.Settled(tenant, bill, moment)], CancellationToken.None);
        if (written.IsApplied && hold.Amount > charged)
        {
            await book.GiveBackAsync(tenant, hold.Amount - charged, moment, hold.Limited, hold.At);
        }
    }

    private long CostOf(string model, ProxyUse use) => checked(
        book.Prices.Of($"llm.{model}.input_tokens", use.InputTokens) + book.Prices.Of($"llm.{model}.output_tokens", use.OutputTokens));

    private static string ReasonOf(string model) => $"llm {model}";
}
