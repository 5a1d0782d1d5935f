using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Credits;

/// <summary>The most that an organization, its keys and its flows may use in a day.</summary>
public sealed class CreditLimitFunctions(LimitedCredits limits)
{
    private const string One = "limits";

    /// <summary>Shows the limits.</summary>
    [Function("CreditLimits_Get")]
    [Access(Access.Read)]
    [Operation("Shows the limits of a day (UTC), with what is used or held today.")]
    [Gives(200, typeof(LimitsView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/credits/limits")] HttpRequest request, CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        return await ShowAsync(tenant, await limits.GetAsync(tenant, cancellationToken), cancellationToken);
    }

    /// <summary>Sets the limits.</summary>
    [Function("CreditLimits_Put")]
    [Access(Access.Admin)]
    [Operation("Sets all limits of a day at once, in millicredits; what is left out has none. A limit counts what begins after it was set.")]
    [Takes(typeof(LimitsRequest))]
    [Gives(200, typeof(LimitsView), Name = One)]
    public async Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/credits/limits")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(CreditsApiJson.Default.LimitsRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var tenant = request.Caller().Tenant;
        var wish = new CreditLimits { Daily = body.Value.Daily, Keys = body.Value.Keys ?? [], Flows = body.Value.Flows ?? [] };
        var set = await limits.SetAsync(tenant, wish, request.Actor(), cancellationToken);
        return set.IsSuccess ? await ShowAsync(tenant, set.Value, cancellationToken) : Answer.Problem(set.Error);
    }

    private async Task<IResult> ShowAsync(Tenant tenant, CreditLimits some, CancellationToken cancellationToken)
    {
        var used = await limits.UsedTodayAsync(tenant, some, cancellationToken);
        return Answer.Named(
            One,
            new LimitsView(
                some.Daily is { } daily ? new LimitView(daily, used.Daily ?? 0) : null,
                some.Keys.ToDictionary(l => l.Key, l => new LimitView(l.Value, used.Keys.GetValueOrDefault(l.Key))),
                some.Flows.ToDictionary(l => l.Key, l => new LimitView(l.Value, used.Flows.GetValueOrDefault(l.Key)))),
            CreditsApiJson.Default.LimitsView);
    }
}
