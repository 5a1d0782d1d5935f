using HiveFlow.Functions.Gate;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Webhooks;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Webhooks;

/// <summary>Answers a webhook's sender with what its flow answers.</summary>
public sealed class HookReplies(RunEndWaiter waiter, Draining draining, PayloadStore payloads)
{
    private const int DefaultSeconds = 30;

    /// <summary>Begins to listen for a run's end; to be called before the run is started. Null when the answer does not wait.</summary>
    internal RunEndListener? Listen(Webhook webhook, string? runId) => webhook.Reply == "flow" && runId is not null ? waiter.Listen(runId) : null;

    /// <summary>
    /// The flow's answer as soon as its run ends, on whichever instance; 202 when that takes longer than the webhook says: the run goes on.
    /// </summary>
    internal async Task<IResult> AnswerAsync(
        RunEndListener listener, Tenant tenant, Webhook webhook, string deliveryId, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(webhook.ReplySeconds ?? DefaultSeconds);
        var run = DocumentId.TryParse(tenant.Key, out var organization)
            ? await waiter.WaitAsync(listener, organization, limit, draining.Begun, cancellationToken)
            : null;
        if (run is null || !RunStatus.IsFinal(run.Status))
        {
            return Received(listener.RunId, deliveryId);
        }

        if (run.Status != RunStatus.Completed)
        {
            return Answer.Problem(WebhookErrors.RunFailed());
        }

        return run.Answer is { } answer
            ? new FlowReply(answer, await payloads.LoadAsync(tenant, run.Output, cancellationToken))
            : Answer.Ok(new ReceivedAnswer(run.Id, deliveryId), WebhooksApiJson.Default.ReceivedAnswer);
    }

    /// <summary>202.</summary>
    internal static JsonAnswer Received(string? runId, string deliveryId) =>
        Answer.Ok(new ReceivedAnswer(runId, deliveryId), WebhooksApiJson.Default.ReceivedAnswer, StatusCodes.Status202Accepted);
}
