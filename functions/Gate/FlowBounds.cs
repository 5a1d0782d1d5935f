using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Runs;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// The one decision whether an API key that is bound to flows may make a request. What belongs to another flow looks like what never
/// was.
/// </summary>
public sealed class FlowBounds(RunStore runs)
{
    private const string Id = "id";

    /// <summary>Null when the caller may; callers that are bound to nothing always may.</summary>
    internal ValueTask<Error?> CheckAsync(HttpContext http, GateRequest request) =>
        request.Caller is { FlowIds: not null } caller
            ? CheckAsync(request.Rule, caller, http.Request.Path.Value ?? "/", http.RequestAborted)
            : default;

    private async ValueTask<Error?> CheckAsync(FunctionRule rule, Caller caller, string path, CancellationToken cancellationToken)
    {
        var id = rule.Route.ValueOf(Id, path);
        return rule.FlowUse switch
        {
            FlowUse.Listed or FlowUse.Nothing => null,
            FlowUse.OfFlow => id is not null && caller.MayUseFlow(id) ? null : RequestErrors.NotFound("flow"),
            FlowUse.OfRun => id is not null
                && await runs.GetAsync(caller.OrganizationId, id, cancellationToken) is { } run
                && caller.MayUseFlow(run.Document.FlowId) ? null : RequestErrors.NotFound("run"),
            _ => GateErrors.KeyBoundToFlows(),
        };
    }
}
