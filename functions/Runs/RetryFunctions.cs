using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Queueing;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Callers;
using HiveFlow.Metering.Limits;
using HiveFlow.Orchestrations.Retrying;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Runs;

/// <summary>Ended runs once more: from where they failed, from any step, or from their beginning.</summary>
public sealed class RetryFunctions(RunStore runs, FlowCatalog catalog, RunRetrier retrier, RunLauncher launcher, PayloadStore payloads)
{
    /// <summary>Tries one again.</summary>
    [Function("Runs_Retry")]
    [Access(Access.Execute)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [Idempotent]
    [Operation("Tries an ended run again as a new run of the same frozen flow: from what failed, or from fromStep, with the recorded outputs of the steps before.")]
    [Takes(typeof(RetryRequest))]
    [Gives(202, typeof(ExecuteAnswer))]
    public async Task<IResult> Retry(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/runs/{id}/retry")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(RunsApiJson.Default.RetryRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var caller = request.Caller();
        var found = await FindAsync(caller, id, cancellationToken);
        if (!found.IsSuccess)
        {
            return Answer.Problem(found.Error);
        }

        var (run, flow) = found.Value;
        var start = launcher.StartOf(new Launch(caller, flow, default, null), caller.OrganizationId);
        if (!start.IsSuccess)
        {
            return Answer.Problem(start.Error);
        }

        JsonAnswer? answer = null;
        var retry = new RunRetry(caller.UserId.ToString(), caller.KeyId, body.Value.FromStep)
        {
            KeyFlows = caller.FlowIds is { } flows ? [.. flows.Order(StringComparer.Ordinal)] : null,
            Start = start.Value,
            Longest = FlowRunLimits.Of(flow.Document).Value?.Longest,
            Alongside = made => [RunCounters.Increment(run.Tenant, flow.Id), .. request.Remember(answer = Accepted(made, RunStatus.Queued))],
        };
        var created = await retrier.RetryAsync(client, run, retry, cancellationToken);
        return created.IsSuccess ? answer! : Answer.Problem(created.Error);
    }

    /// <summary>Runs one again from its beginning.</summary>
    [Function("Runs_Rerun")]
    [Access(Access.Execute)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [TakesIdempotencyKey]
    [Operation("Starts the flow of a run again, as it is now, with the same input.")]
    [Gives(202, typeof(ExecuteAnswer))]
    public async Task<IResult> Rerun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/runs/{id}/rerun")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var key = IdempotencyKey.Read(request.Headers);
        if (!key.IsSuccess)
        {
            return Answer.Problem(key.Error);
        }

        var caller = request.Caller();
        var found = await FindAsync(caller, id, cancellationToken);
        if (!found.IsSuccess)
        {
            return Answer.Problem(found.Error);
        }

        var (run, flow) = found.Value;
        var input = await payloads.LoadAsync(run.Tenant, run.Document.Input, cancellationToken);
        var launch = new Launch(caller, flow, input.ValueKind == JsonValueKind.Undefined ? JsonValues.EmptyObject : input, key.Value.Key) { RetryOf = run.Id };
        var launched = await launcher.LaunchAsync(client, launch, listen: false, cancellationToken);
        return launched.IsSuccess ? Accepted(launched.Value.Run.Id, launched.Value.Run.Status) : Answer.Problem(launched.Error);
    }

    private static JsonAnswer Accepted(string run, string status) => Answer.Ok(
        new ExecuteAnswer { ExecutionId = run, Status = status },
        RunsApiJson.Default.ExecuteAnswer,
        StatusCodes.Status202Accepted,
        $"/api/runs/{run}");

    private async Task<Result<Found>> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (await runs.GetAsync(caller.OrganizationId, id, cancellationToken) is not { } run)
        {
            return RequestErrors.NotFound("run");
        }

        if (await catalog.GetAsync(caller.Tenant, run.Document.FlowId, cancellationToken) is not { } flow)
        {
            return RequestErrors.NotFound("flow");
        }

        return flow.Document.Status == FlowStatus.Archived ? FlowErrors.Archived() : new Found(run, flow);
    }

    private sealed record Found(Stored<Run> Run, Stored<Flow> Flow);
}
