using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Triggers.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Webhooks;

/// <summary>The webhooks of a flow.</summary>
public sealed class WebhookFunctions(WebhookRegistry webhooks, FlowCatalog flows, IOptions<GateOptions> options)
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
    [Idempotent(Secret = "webhook.url webhook.token")]
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

        JsonAnswer? answer = null;
        var made = await webhooks.CreateAsync(
            tenant,
            request.Actor(),
            id,
            draft.Value,
            webhook => request.Remember(answer = Made(webhook, StatusCodes.Status201Created)),
            cancellationToken);
        return made.IsSuccess ? answer! : Answer.Problem(made.Error);
    }

    /// <summary>One.</summary>
    [Function("Webhooks_Get")]
    [Access(Access.Read)]
    [Operation("Gets a webhook, without its address.")]
    [Gives(200, typeof(WebhookView), Name = "webhook")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request, string id, string webhookId, CancellationToken cancellationToken) =>
        await webhooks.GetAsync(request.Caller().Tenant, id, webhookId, cancellationToken) is { } found
            ? Answer.Named("webhook", WebhookView.Of(found.Document), WebhooksApiJson.Default.WebhookView)
            : Answer.Problem(RequestErrors.NotFound("webhook"));

    /// <summary>Changes one.</summary>
    [Function("Webhooks_Change")]
    [Access(Access.Write)]
    [Operation("Changes a webhook: enabled, test, methods, signature, secrets, deliveryHeader, deliveryPath, onPause, reply, replySeconds.")]
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
    [Idempotent(Secret = "webhook.url webhook.token")]
    [Operation("Gives a webhook a new address, which is in this answer and nowhere else; the former one is dead at once.")]
    [Gives(200, typeof(WebhookView), Name = "webhook")]
    public async Task<IResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/rotate")] HttpRequest request, string id, string webhookId, CancellationToken cancellationToken)
    {
        JsonAnswer? answer = null;
        var made = await webhooks.RotateAsync(
            request.Caller().Tenant,
            request.Actor(),
            id,
            webhookId,
            webhook => request.Remember(answer = Made(webhook, StatusCodes.Status200OK)),
            cancellationToken);
        return made.IsSuccess ? answer! : Answer.Problem(made.Error);
    }

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

    private JsonAnswer Made(MadeWebhook made, int status) => Answer.Named(
        "webhook",
        WebhookView.Of(made.Webhook, options.Value.PublicUrl, made.Token.Reveal()),
        WebhooksApiJson.Default.WebhookView,
        status: status,
        location: status == StatusCodes.Status201Created ? $"/api/flows/{made.Webhook.FlowId}/webhooks/{made.Webhook.Id}" : null);
}
