using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Failures;
using HiveFlow.Errors;
using HiveFlow.Functions.Flows;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Failures;

/// <summary>What follows when runs of a flow fail.</summary>
public sealed class FailureHandlingFunctions(FailureDesk desk, FlowCatalog flows, AuditLog audit)
{
    private const string OfFlow = "api/flows/{id:length(24)}/failure-handling";
    private const string One = "failureHandling";

    /// <summary>Shows it.</summary>
    [Function("FailureHandling_Get")]
    [Access(Access.Read)]
    [Operation("Shows what follows when runs of a flow fail.")]
    [Gives(200, typeof(FailureHandlingView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        return await flows.GetAsync(tenant, id, cancellationToken) is null
            ? Answer.Problem(RequestErrors.NotFound("flow"))
            : Show(await desk.GetAsync(tenant, id, cancellationToken));
    }

    /// <summary>Sets it.</summary>
    [Function("FailureHandling_Put")]
    [Access(Access.Write)]
    [Operation("Sets all of it: the error flow that is run for each failed run, with its id, error and input, and the alert after so many failed runs in a row, by mail to owners and admins or by a webhook that a credential of type signing signs.")]
    [Takes(typeof(FailureHandlingRequest))]
    [Gives(200, typeof(FailureHandlingView), Name = One)]
    public async Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FailuresApiJson.Default.FailureHandlingRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var caller = request.Caller();
        if (await flows.GetAsync(caller.Tenant, id, cancellationToken) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        if (body.Value.ErrorFlowId is { } other && !caller.MayUseFlow(other))
        {
            return Answer.Problem(RequestErrors.Invalid("errorFlowId", "There is no such flow."));
        }

        var wish = new FailureHandling { ErrorFlowId = body.Value.ErrorFlowId, Alert = body.Value.Alert, SetBy = caller.UserId.ToString() };
        var act = FlowActs.Of("flow.failure_handling_changed", request, id) with
        {
            Details = new Dictionary<string, string>
            {
                ["errorFlow"] = wish.ErrorFlowId ?? "none",
                ["alert"] = wish.Alert is { } alert ? string.Create(CultureInfo.InvariantCulture, $"after {alert.After}") : "none",
            },
        };
        var set = await desk.SetAsync(caller.Tenant, id, wish, [audit.Entry(act)], cancellationToken);
        return set.IsSuccess ? Show(set.Value) : Answer.Problem(set.Error);
    }

    private static JsonAnswer Show(FailureHandling handling) =>
        Answer.Named(One, FailureHandlingView.Of(handling), FailuresApiJson.Default.FailureHandlingView);
}
