using System.Globalization;
using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.Validation;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Functions.Runs;
using HiveFlow.Identity.Callers;
using HiveFlow.Metering.Limits;
using HiveFlow.Orchestrations.Testing;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Testing;

/// <summary>One node of a flow by itself.</summary>
public sealed class NodeTestFunctions(
    FlowCatalog catalog,
    FlowValidator validator,
    NodeTester tester,
    RunLauncher launcher,
    RunEndWaiter waiter,
    Draining draining,
    PayloadStore payloads,
    IDocumentStore store,
    TimeProvider clock)
{
    private const int UsualWait = 30;
    private const int MaxWait = 60;
    private const long MostShown = 1024 * 1024;

    /// <summary>Tests a node.</summary>
    [Function("Nodes_Test")]
    [Access(Access.Execute)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [Idempotent]
    [Operation("Runs one node of a flow by itself, with given outputs in place of the nodes before it. A run of its own (trigger test), with the caller's rights to credentials, charged as any. Answers 200 with what it came to, or 202 where it is not over in time.")]
    [Query("wait", "Seconds to wait for the result, 1 to 60; 30 by default.", IsNumber = true)]
    [Takes(typeof(NodeTestRequest))]
    [Gives(200, typeof(NodeTestAnswer))]
    [Gives(202, typeof(NodeTestAnswer))]
    public async Task<IResult> Test(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/flows/{id:length(24)}/nodes/{nodeId}/test")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string nodeId,
        CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var wait = query.Number("wait", 1, MaxWait) ?? UsualWait;
        var body = await request.ReadJsonAsync(TestingApiJson.Default.NodeTestRequest, cancellationToken);
        if ((query.Error ?? body.Error) is { } error)
        {
            return Answer.Problem(error);
        }

        var inputs = body.Value!.Inputs ?? JsonValues.EmptyObject;
        if (inputs.ValueKind != JsonValueKind.Object)
        {
            return Answer.Problem(RequestErrors.Malformed("inputs", "inputs must be an object."));
        }

        var caller = request.Caller();
        if (await catalog.GetAsync(caller.Tenant, id, cancellationToken) is not { } flow)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        var test = TestOf(caller, flow, nodeId, inputs, body.Value.Outputs ?? []);
        if (!test.IsSuccess)
        {
            return Answer.Problem(test.Error);
        }

        using var listener = waiter.Listen(test.Value.RunId);
        var started = await tester.StartAsync(client, flow, test.Value, cancellationToken);
        if (!started.IsSuccess)
        {
            return Answer.Problem(started.Error);
        }

        if (started.Value.CreditsRemaining is { } left)
        {
            request.HttpContext.Response.Headers["X-Credits-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        }

        var run = await waiter.WaitAsync(listener, caller.OrganizationId, TimeSpan.FromSeconds(wait), draining.Begun, cancellationToken) ?? started.Value.Run;
        return RunStatus.IsFinal(run.Status)
            ? Answer.Ok(await ShowAsync(caller.Tenant, run, started.Value.Node, cancellationToken), TestingApiJson.Default.NodeTestAnswer)
            : Answer.Ok(
                new NodeTestAnswer { ExecutionId = run.Id, Status = run.Status },
                TestingApiJson.Default.NodeTestAnswer,
                StatusCodes.Status202Accepted,
                $"/api/runs/{run.Id}");
    }

    private Result<NodeTest> TestOf(Caller caller, Stored<Flow> flow, string nodeId, JsonElement inputs, Dictionary<string, JsonElement> outputs)
    {
        if (flow.Document.Status == FlowStatus.Archived)
        {
            return FlowErrors.Archived();
        }

        if (validator.SizeFault(FlowGraph.Parse(flow.Document.Nodes, flow.Document.Edges)) is { } fault)
        {
            return RequestErrors.Invalid(fault.Field, fault.Message);
        }

        var start = launcher.StartOf(new Launch(caller, flow, default, null), caller.OrganizationId);
        return !start.IsSuccess ? start.Error : new NodeTest(DocumentId.New(clock).ToString(), nodeId, caller.UserId.ToString(), inputs, outputs)
        {
            KeyId = caller.KeyId,
            KeyFlows = RunLauncher.KeyFlowsOf(caller),
            Start = start.Value,
        };
    }

    private async Task<NodeTestAnswer> ShowAsync(Tenant tenant, Run run, int node, CancellationToken cancellationToken)
    {
        var step = (await store.GetAsync(RunStep.Collection, tenant, RunStep.IdOf(run.Id, node, null), cancellationToken))?.Document;
        var isLarge = step?.Output is { Size: > MostShown };
        return new NodeTestAnswer
        {
            ExecutionId = run.Id,
            Status = step?.Status ?? run.Status,
            Output = step?.Output is null || isLarge ? null : await payloads.LoadAsync(tenant, step.Output, cancellationToken),
            OutputSize = isLarge ? step!.Output!.Size : null,
            Branch = step?.Branch,
            Failure = step?.Failure ?? run.Failure,
            Duration = step is null ? null : step.DurationMicros / 1_000.0,
            Usage = step?.Usage,
            Response = step?.Answer,
            CreditsCharged = run.Charged,
        };
    }
}
