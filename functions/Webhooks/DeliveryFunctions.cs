using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Functions.Runs;
using HiveFlow.Identity.Callers;
using HiveFlow.Metering.Limits;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Webhooks;

/// <summary>What came to a webhook: listed, shown, replayed.</summary>
public sealed class DeliveryFunctions(
    WebhookRegistry webhooks, DeliveryInbox inbox, FlowCatalog flows, PayloadStore payloads, RunLauncher launcher, AuditLog audit, TimeProvider clock)
{
    private const string Many = "api/flows/{id:length(24)}/webhooks/{webhookId}/deliveries";
    private const string One = Many + "/{deliveryId:length(24)}";

    /// <summary>Lists them.</summary>
    [Function("Webhooks_Deliveries")]
    [Access(Access.Read)]
    [Operation("Lists what came to a webhook, newest first: accepted deliveries for seven days, and the last 100 rejected ones.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(DeliveryView), Name = "deliveries", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Many)] HttpRequest request, string id, string webhookId, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor, tenant) = (query.Limit(), query.Cursor(), request.Caller().Tenant);
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        if (await webhooks.GetAsync(tenant, id, webhookId, cancellationToken) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("webhook"));
        }

        var page = await inbox.ListAsync(tenant, webhookId, limit, cursor, cancellationToken);
        return Answer.List("deliveries", [.. page.Items.Select(d => DeliveryView.Of(d.Document))], WebhooksApiJson.Default.DeliveryView, page.NextCursor);
    }

    /// <summary>One.</summary>
    [Function("Webhooks_Delivery")]
    [Access(Access.Read)]
    [Operation("Gets a delivery with what the flow is given of it: method, path, headers, query and body.")]
    [Gives(200, typeof(DeliveryDetail), Name = "delivery")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request,
        string id,
        string webhookId,
        string deliveryId,
        CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        if (await FindAsync(tenant, id, webhookId, deliveryId, cancellationToken) is not { } delivery)
        {
            return Answer.Problem(RequestErrors.NotFound("delivery"));
        }

        return Answer.Named(
            "delivery",
            DeliveryDetail.Of(delivery, IsKept(delivery) ? await InputAsync(tenant, delivery, cancellationToken) : null),
            WebhooksApiJson.Default.DeliveryDetail);
    }

    /// <summary>Replays one.</summary>
    [Function("Webhooks_Replay")]
    [Access(Access.Execute)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [TakesIdempotencyKey]
    [Operation("Starts a run with what a delivery held, with the caller's rights, whether or not the flow is paused. The same Idempotency-Key starts one run.")]
    [Gives(202, typeof(ReceivedAnswer))]
    public async Task<IResult> Replay(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/replay")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string webhookId,
        string deliveryId,
        CancellationToken cancellationToken)
    {
        var (caller, key) = (request.Caller(), IdempotencyKey.Read(request.Headers));
        if (!key.IsSuccess)
        {
            return Answer.Problem(key.Error);
        }

        if (await flows.GetAsync(caller.Tenant, id, cancellationToken) is not { } flow
            || await FindAsync(caller.Tenant, id, webhookId, deliveryId, cancellationToken) is not { } delivery)
        {
            return Answer.Problem(RequestErrors.NotFound("delivery"));
        }

        if (!IsKept(delivery))
        {
            return Answer.Problem(WebhookErrors.NotKept());
        }

        await audit.RecordAsync(
            new AuditAct("delivery.replayed", request.Actor(), caller.Tenant)
            {
                TargetType = "delivery",
                TargetId = delivery.Id,
                Details = new Dictionary<string, string> { ["flowId"] = id, ["webhookId"] = webhookId },
            },
            cancellationToken);
        var launch = new Launch(caller, flow, await InputAsync(caller.Tenant, delivery, cancellationToken), null)
        {
            By = new Triggered("webhook", RunIdOf(caller, delivery, key.Value.Key), webhookId),
        };
        var launched = await launcher.LaunchAsync(client, launch, listen: false, cancellationToken);
        if (launched.IsSuccess)
        {
            await inbox.UnparkAsync(caller.Tenant, delivery.Id, launched.Value.Run.Id, cancellationToken);
        }

        return launched.IsSuccess ? HookReplies.Received(launched.Value.Run.Id, delivery.Id) : Answer.Problem(launched.Error);
    }

    private static bool IsKept(Delivery delivery) => delivery.Input is not null || delivery.InputFile is not null;

    private ValueTask<JsonElement> InputAsync(Tenant tenant, Delivery delivery, CancellationToken cancellationToken) =>
        payloads.LoadAsync(tenant, new Payload { Value = delivery.Input, File = delivery.InputFile }, cancellationToken);

    private async Task<Delivery?> FindAsync(Tenant tenant, string flowId, string webhookId, string deliveryId, CancellationToken cancellationToken) =>
        DocumentId.TryParse(deliveryId, out _)
        && await inbox.GetAsync(tenant, deliveryId, cancellationToken) is { } found
        && found.Document.WebhookId == webhookId
        && found.Document.FlowId == flowId
            ? found.Document
            : null;

    // Whoever repeats a replay under one key means one run: it has its id by that key.
    private string RunIdOf(Caller caller, Delivery delivery, string? key)
    {
        if (key is null)
        {
            return DocumentId.New(clock).ToString();
        }

        var name = $"replay/{caller.UserId}/{delivery.Id}/{key}";
        return delivery.Id[..8] + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];
    }
}
