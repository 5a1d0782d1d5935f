using System.Text.Json;
using System.Text.RegularExpressions;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Runs;
using HiveFlow.Runs.Waits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Waits;

/// <summary>What runs wait for, and its answers: approvals and events.</summary>
public sealed partial class WaitFunctions(RunStore runs, RunWaits waits, RunInboxes inboxes, RunWaker waker, ApprovalDesk desk)
{
    private const string OfRun = "api/runs/{id}";

    /// <summary>Lists a run's waits.</summary>
    [Function("Runs_Waits")]
    [Access(Access.Read)]
    [Operation("Lists what a run waits or has waited for: events and approvals, by node and iteration.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(WaitView), Name = "waits", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfRun + "/waits")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        if (await runs.GetAsync(request.Caller().OrganizationId, id, cancellationToken) is not { } run)
        {
            return Answer.Problem(RequestErrors.NotFound("run"));
        }

        var page = await waits.ListAsync(run.Tenant, run.Id, limit, cursor, cancellationToken);
        return Answer.List("waits", [.. page.Items.Select(wait => WaitView.Of(wait.Document))], WaitsJson.Default.WaitView, page.NextCursor);
    }

    /// <summary>Says yes.</summary>
    [Function("Runs_Approve")]
    [Access(Access.Execute)]
    [DuringMaintenance]
    [Idempotent]
    [Operation("Approves what a node of a run asks. The first answer counts; one that names assignees takes a session of theirs, never a key.")]
    [Takes(typeof(DecisionRequest))]
    [Gives(200, typeof(WaitView), Name = "approval")]
    public Task<IResult> Approve(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfRun + "/approve/{nodeId}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string nodeId,
        CancellationToken cancellationToken) =>
        DecideAsync(request, client, id, nodeId, isApproved: true, cancellationToken);

    /// <summary>Says no.</summary>
    [Function("Runs_Reject")]
    [Access(Access.Execute)]
    [DuringMaintenance]
    [Idempotent]
    [Operation("Rejects what a node of a run asks; as approve otherwise.")]
    [Takes(typeof(DecisionRequest))]
    [Gives(200, typeof(WaitView), Name = "approval")]
    public Task<IResult> Reject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfRun + "/reject/{nodeId}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string nodeId,
        CancellationToken cancellationToken) =>
        DecideAsync(request, client, id, nodeId, isApproved: false, cancellationToken);

    /// <summary>Sends an event.</summary>
    [Function("Runs_SendEvent")]
    [Access(Access.Execute)]
    [DuringMaintenance]
    [Idempotent]
    [Operation("Sends an event to a run: its body is the output of the node that waits for it. One that comes before its wait is held for it.")]
    [Takes(typeof(JsonElement))]
    [Gives(202, typeof(EventView), Name = "event")]
    public async Task<IResult> SendEvent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfRun + "/events/{name}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string name,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(WaitsJson.Default.JsonElement, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        if (body.Value.ValueKind != JsonValueKind.Object)
        {
            return Answer.Problem(RequestErrors.Malformed("The body must be a JSON object."));
        }

        if (await runs.GetAsync(request.Caller().OrganizationId, id, cancellationToken) is not { } run)
        {
            return Answer.Problem(RequestErrors.NotFound("run"));
        }

        if (!EventName().IsMatch(name))
        {
            return Answer.Problem(RequestErrors.Invalid("name", "An event's name is 1 to 100 letters, digits, dots, hyphens and underscores."));
        }

        JsonAnswer? answer = null;
        var sent = await inboxes.SendAsync(
            run.Tenant, run.Id, name, body.Value, wait => request.Remember(answer = Accepted(name, wait)), cancellationToken);
        if (!sent.IsSuccess)
        {
            return Answer.Problem(sent.Error);
        }

        if (sent.Value.Wait is { } ended)
        {
            // It stands, whether or not the caller still listens.
            await waker.WakeAsync(client, ended, CancellationToken.None);
        }

        return answer!;
    }

    private static JsonAnswer Accepted(string name, RunWait? wait) => Answer.Named(
        "event",
        new EventView(name, wait is null ? "held" : "delivered", wait?.NodeId, wait?.Iteration),
        WaitsJson.Default.EventView,
        status: StatusCodes.Status202Accepted);

    private async Task<IResult> DecideAsync(
        HttpRequest request, DurableTaskClient client, string id, string nodeId, bool isApproved, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(WaitsJson.Default.DecisionRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var caller = request.Caller();
        if (await runs.GetAsync(caller.OrganizationId, id, cancellationToken) is not { } run)
        {
            return Answer.Problem(RequestErrors.NotFound("run"));
        }

        var wait = await waits.FindApprovalAsync(run.Tenant, run.Id, nodeId, body.Value.Iteration, cancellationToken);
        if (!wait.IsSuccess)
        {
            return Answer.Problem(RunStatus.IsFinal(run.Document.Status) ? RunErrors.RunEnded(run.Document.Status) : wait.Error);
        }

        JsonAnswer? answer = null;
        var decided = await desk.DecideAsync(
            client,
            run.Tenant,
            wait.Value.Document,
            new WaitDecision(isApproved, ApprovalDesk.Decider(caller), body.Value.Comment),
            request.Actor(),
            caller.IsKey ? "key" : "session",
            ended => request.Remember(answer = Answer.Named("approval", WaitView.Of(ended), WaitsJson.Default.WaitView)),
            cancellationToken);
        return decided.IsSuccess ? answer! : Answer.Problem(decided.Error);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z", RegexOptions.NonBacktracking)]
    private static partial Regex EventName();
}
