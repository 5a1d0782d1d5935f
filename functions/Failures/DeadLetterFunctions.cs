using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using HiveFlow.Runs;
using HiveFlow.Runs.Failures;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Failures;

/// <summary>What failed and was not seen to.</summary>
public sealed class DeadLetterFunctions(DeadLetters letters, FailedRuns failed, DeliveryInbox inbox, IDocumentStore store)
{
    private const string Many = "api/dead-letters";

    /// <summary>Lists failed runs.</summary>
    [Function("DeadLetters_List")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Listed)]
    [Operation("Lists failed runs that were neither tried again nor dismissed, the latest first, for 90 days.")]
    [Query("flowId", "Only runs of this flow.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(DeadLetterView), Name = "deadLetters", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Many)] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (flowId, limit, cursor, caller) = (query.Text("flowId"), query.Limit(), query.Cursor(), request.Caller());
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        var page = await failed.ListAsync(caller.Tenant, flowId, limit, cursor, cancellationToken);
        List<Stored<FailedRun>> items = [.. page.Items.Where(item => caller.MayUseFlow(item.Document.FlowId))];
        var found = items.Count == 0 ? [] : await store.GetManyAsync(Run.Collection, caller.Tenant, [.. items.Select(item => item.Id)], cancellationToken);
        var byId = found.ToDictionary(run => run.Id, run => run.Document, StringComparer.Ordinal);
        return Answer.List("deadLetters", [.. items.Select(item => Shown(item, byId.GetValueOrDefault(item.Id)))], FailuresApiJson.Default.DeadLetterView, page.NextCursor);
    }

    /// <summary>Lists parked deliveries.</summary>
    [Function("DeadLetters_Deliveries")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Listed)]
    [Operation("Lists deliveries of webhooks whose run could not be started, the latest first, as long as deliveries are kept.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(ParkedView), Name = "deliveries", IsList = true)]
    public async Task<IResult> Deliveries(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Many + "/deliveries")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor, caller) = (query.Limit(), query.Cursor(), request.Caller());
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        var page = await inbox.ParkedAsync(caller.Tenant, limit, cursor, cancellationToken);
        return Answer.List(
            "deliveries",
            [.. page.Items.Where(item => caller.MayUseFlow(item.Document.FlowId)).Select(item => new ParkedView(item.Id, item.Document.FlowId, item.Document.WebhookId, item.Document.ReceivedAt, item.Document.Reason))],
            FailuresApiJson.Default.ParkedView,
            page.NextCursor);
    }

    /// <summary>Tries them again.</summary>
    [Function("DeadLetters_Retry")]
    [Access(Access.Execute)]
    [FlowUse(FlowUse.Listed)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [Idempotent]
    [Operation("Tries up to 100 failed runs again from where they failed, each as a new run with retryOf; each once, however often it is asked. Names what became of each, and where the next call goes on.")]
    [Takes(typeof(DeadLettersRequest))]
    [Gives(200, typeof(RetriedAnswer))]
    public async Task<IResult> Retry(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Many + "/retry")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var chosen = await ChosenAsync(request, cancellationToken);
        return chosen.IsSuccess
            ? Answer.Ok(
                new RetriedAnswer(await letters.RetryAsync(client, request.Caller(), chosen.Value.RunIds, cancellationToken), chosen.Value.NextCursor), FailuresApiJson.Default.RetriedAnswer)
            : Answer.Problem(chosen.Error);
    }

    /// <summary>Dismisses them.</summary>
    [Function("DeadLetters_Dismiss")]
    [Access(Access.Write)]
    [FlowUse(FlowUse.Listed)]
    [Operation("Takes up to 100 failed runs from the list, and says where the next call goes on; the runs themselves stay.")]
    [Takes(typeof(DeadLettersRequest))]
    [Gives(200, typeof(DismissedAnswer))]
    public async Task<IResult> Dismiss(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Many + "/dismiss")] HttpRequest request, CancellationToken cancellationToken)
    {
        var chosen = await ChosenAsync(request, cancellationToken);
        return chosen.IsSuccess
            ? Answer.Ok(
                new DismissedAnswer(await letters.DismissAsync(request.Caller(), request.Actor(), chosen.Value.RunIds, cancellationToken), chosen.Value.NextCursor),
                FailuresApiJson.Default.DismissedAnswer)
            : Answer.Problem(chosen.Error);
    }

    private static DeadLetterView Shown(Stored<FailedRun> item, Run? run) =>
        new(item.Id, item.Document.FlowId, run?.FlowName, run?.Trigger, item.Document.FailedAt, run?.Failure);

    private async Task<Result<(string[] RunIds, string? NextCursor)>> ChosenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FailuresApiJson.Default.DeadLettersRequest, cancellationToken);
        return body.IsSuccess ? await letters.ChosenAsync(request.Caller(), body.Value, cancellationToken) : body.Error;
    }
}
