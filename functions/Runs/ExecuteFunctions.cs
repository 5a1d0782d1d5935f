using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Inputs;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Events;
using HiveFlow.Metering.Limits;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Queueing;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Runs;

/// <summary>Starts runs of flows and lists them as public clients do.</summary>
public sealed class ExecuteFunctions(
    FlowCatalog catalog, RunLauncher launcher, RunEndWaiter waiter, Draining draining, RunStore runs, PayloadStore payloads, RunEventLog events, InputSchemas schemas, TimeProvider clock)
{
    private const string OfFlow = "api/flows/{id:length(24)}";
    private const int MaxWait = 60;

    /// <summary>Starts a run.</summary>
    [Function("Runs_Execute")]
    [Access(Access.Execute)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [Operation("Starts a run of a flow. Answers 202 at once, 200 with the result where wait says so and it is done in time, or, asked for text/event-stream, the run's events until its end.")]
    [Query("wait", "Seconds to wait for the result, 1 to 60.", IsNumber = true)]
    [TakesIdempotencyKey]
    [Takes(typeof(ExecuteRequest))]
    [Gives(202, typeof(ExecuteAnswer))]
    [Gives(200, typeof(ExecuteAnswer))]
    [Gives(200, ContentType = "text/event-stream")]
    public async Task<IResult> Execute(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow + "/execute")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var wait = query.Number("wait", 1, MaxWait);
        var body = await request.ReadJsonAsync(RunsApiJson.Default.ExecuteRequest, cancellationToken);
        if ((query.Error ?? body.Error) is { } error)
        {
            return Answer.Problem(error);
        }

        var inputs = body.Value!.Inputs ?? JsonValues.EmptyObject;
        if (inputs.ValueKind != JsonValueKind.Object)
        {
            return Answer.Problem(RequestErrors.Malformed("inputs", "inputs must be an object."));
        }

        if (body.Value.Priority is < 0 or > QueuedStart.HighestPriority)
        {
            return Answer.Problem(RequestErrors.Invalid("priority", $"priority must be 0 to {QueuedStart.HighestPriority}."));
        }

        var caller = request.Caller();
        if (await catalog.GetAsync(caller.Tenant, id, cancellationToken) is not { } flow)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        if (schemas.FaultOf(flow.Document, inputs) is { } unfit)
        {
            return Answer.Problem(unfit);
        }

        var key = IdempotencyKey.Read(request.Headers);
        if (!key.IsSuccess)
        {
            return Answer.Problem(key.Error);
        }

        var isStreamed = RunEventStream.IsAsked(request.Headers);
        var launched = await launcher.LaunchAsync(
            client, new Launch(caller, flow, inputs, key.Value.Key) { Priority = body.Value.Priority }, listen: wait is not null && !isStreamed, cancellationToken);
        if (!launched.IsSuccess)
        {
            return Answer.Problem(launched.Error);
        }

        if (launched.Value.CreditsRemaining is { } left)
        {
            request.HttpContext.Response.Headers["X-Credits-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        }

        if (isStreamed)
        {
            request.HttpContext.Response.Headers.Location = $"/api/runs/{launched.Value.Run.Id}";
            return new RunEventStream(events, caller.Tenant, launched.Value.Run.Id, after: 0, clock);
        }

        using var listener = launched.Value.Listener;
        return listener is null || wait is null
            ? Accepted(launched.Value.Run)
            : await WaitAsync(listener, caller, TimeSpan.FromSeconds(wait.Value), cancellationToken);
    }

    /// <summary>Lists a flow's runs.</summary>
    [Function("Runs_Processes")]
    [Access(Access.Read)]
    [Operation("Lists a flow's runs, newest first, as processes.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(ProcessView), Name = "processes", IsList = true)]
    public Task<IResult> Processes(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfFlow + "/processes")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        ListAsync(request, id, cancellationToken);

    /// <summary>The same under its other name.</summary>
    [Function("Runs_Executions")]
    [Access(Access.Read)]
    [Operation("The same list as /processes.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(ProcessView), Name = "processes", IsList = true)]
    public Task<IResult> Executions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfFlow + "/executions")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        ListAsync(request, id, cancellationToken);

    private static JsonAnswer Accepted(Run run) => Answer.Ok(
        new ExecuteAnswer { ExecutionId = run.Id, Status = run.Status },
        RunsApiJson.Default.ExecuteAnswer,
        StatusCodes.Status202Accepted,
        $"/api/runs/{run.Id}");

    private async Task<IResult> WaitAsync(RunEndListener listener, Caller caller, TimeSpan limit, CancellationToken cancellationToken)
    {
        var run = await waiter.WaitAsync(listener, caller.OrganizationId, limit, draining.Begun, cancellationToken);
        if (run is null)
        {
            return Answer.Problem(RequestErrors.NotFound("run"));
        }

        if (!RunStatus.IsFinal(run.Status))
        {
            return Accepted(run);
        }

        return Answer.Ok(
            new ExecuteAnswer
            {
                ExecutionId = run.Id,
                Status = run.Status,
                Output = run.Output is null ? null : await payloads.LoadAsync(caller.Tenant, run.Output, cancellationToken),
                Failure = run.Failure,
                Duration = RunView.DurationOf(run),
                Response = run.Answer,
            },
            RunsApiJson.Default.ExecuteAnswer);
    }

    private async Task<IResult> ListAsync(HttpRequest request, string flowId, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var filter = new RunFilter { FlowId = flowId, Limit = query.Limit(), Cursor = query.Cursor() };
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        var caller = request.Caller();
        if (await catalog.GetAsync(caller.Tenant, flowId, cancellationToken) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var page = await runs.ListAsync(caller.OrganizationId, filter, cancellationToken);
        return Answer.List("processes", [.. page.Items.Select(run => ProcessView.Of(run.Document))], RunsApiJson.Default.ProcessView, page.NextCursor);
    }
}
