using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Webhooks;

/// <summary>The webhooks of a flow.</summary>
public sealed class WebhookFunctions(WebhookRegistry webhooks, DeliveryInbox inbox, FlowCatalog flows, IOptions<GateOptions> options)
{
    private const string OfFlow = "api/flows/{id:length(24)}/webhooks";
    private const string One = OfFlow + "/{webhookId}";

    /// <summary>Lists them.</summary>
    [Function("Webhooks_List")]
    [Access(Access.Read)]
    [Operation("Lists a flow's webhooks, newest first, without their addresses.")]
    [Gives(200, typeof(WebhookView), Name = "webhooks", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        return await flows.GetAsync(tenant, id, cancellationToken) is null
            ? Answer.Problem(RequestErrors.NotFound("flow"))
            : Answer.List("webhooks", [.. (await webhooks.ListAsync(tenant, id, cancellationToken)).Select(w => WebhookView.Of(w))], WebhooksApiJson.Default.WebhookView, null);
    }

    /// <summary>Makes one.</summary>
    [Function("Webhooks_Create")]
    [Access(Access.Write)]
    [Operation("Makes a webhook; its address is in this answer and nowhere else.")]
    [Takes(typeof(WebhookDraft))]
    [Gives(201, typeof(WebhookView), Name = "webhook")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfFlow)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(WebhooksApiJson.Default.WebhookDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        var tenant = request.Caller().Tenant;
        if (await flows.GetAsync(tenant, id, cancellationToken) is null)
        {
            return Answer.Problem(RequestErrors.NotFound("flow"));
        }

        return Show(await webhooks.CreateAsync(tenant, request.Actor(), id, draft.Value, static _ => [], cancellationToken), StatusCodes.Status201Created);
    }

    /// <summary>Changes one.</summary>
    [Function("Webhooks_Change")]
    [Access(Access.Write)]
    [Operation("Changes a webhook: enabled, test, methods, signature, secrets, onPause.")]
    [Takes(typeof(WebhookDraft))]
    [Gives(200, typeof(WebhookView), Name = "webhook")]
    public async Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = One)] HttpRequest request, string id, string webhookId, CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(WebhooksApiJson.Default.WebhookDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        var changed = await webhooks.ChangeAsync(request.Caller().Tenant, request.Actor(), id, webhookId, draft.Value, cancellationToken);
        return changed.IsSuccess
            ? Answer.Named("webhook", WebhookView.Of(changed.Value), WebhooksApiJson.Default.WebhookView)
            : Answer.Problem(changed.Error);
    }

    /// <summary>Gives one a new address.</summary>
    [Function("Webhooks_Rotate")]
    [Access(Access.Write)]
    [Operation("Gives a webhook a new address, which is in this answer and nowhere else; the former one is dead at once.")]
    [Gives(200, typeof(WebhookView), Name = "webhook")]
    public async Task<IResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/rotate")] HttpRequest request, string id, string webhookId, CancellationToken cancellationToken) =>
        Show(await webhooks.RotateAsync(request.Caller().Tenant, request.Actor(), id, webhookId, static _ => [], cancellationToken), StatusCodes.Status200OK);

    /// <summary>Removes one.</summary>
    [Function("Webhooks_Delete")]
    [Access(Access.Write)]
    [Operation("Removes a webhook; its address is dead at once.")]
    [Gives(200)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string id, string webhookId, CancellationToken cancellationToken)
    {
        var deleted = await webhooks.DeleteAsync(request.Caller().Tenant, request.Actor(), id, webhookId, cancellationToken);
        return deleted.IsSuccess ? Answer.Ok() : Answer.Problem(deleted.Error);
    }

    /// <summary>What came to one.</summary>
    [Function("Webhooks_Deliveries")]
    [Access(Access.Read)]
    [Operation("Lists what came to a webhook, newest first: seven days of accepted deliveries, the last 100 rejected ones.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(DeliveryView), Name = "deliveries", IsList = true)]
    public async Task<IResult> Deliveries(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/deliveries")] HttpRequest request, string id, string webhookId, CancellationToken cancellationToken)
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

    private IResult Show(Result<MadeWebhook> made, int status) => made.IsSuccess
        ? Answer.Named("webhook", WebhookView.Of(made.Value.Webhook, options.Value.PublicUrl, made.Value.Token.Reveal()), WebhooksApiJson.Default.WebhookView, status: status)
        : Answer.Problem(made.Error);
}
