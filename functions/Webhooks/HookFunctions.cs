using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Alarms;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Operators;
using HiveFlow.Metering.Limits;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Signatures;
using HiveFlow.Triggers.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Webhooks;

/// <summary>Takes what others send: checked, stored, acknowledged, started.</summary>
public sealed class HookFunctions(
    WebhookRegistry webhooks,
    WebhookSecrets secrets,
    DeliveryInbox inbox,
    DeliveryStarter starter,
    HookForms forms,
    HookReplies replies,
    FlowCatalog flows,
    TriggerRights rights,
    PayloadStore payloads,
    LimitBook limits,
    RateLimiter limiter,
    AlarmClock alarms,
    TimeProvider clock)
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private static readonly string[] NameHeaders = ["X-GitHub-Delivery", "webhook-id"];

    /// <summary>A webhook.</summary>
    [Function("Hooks_Receive")]
    [Access(Access.Public, MaxBodyBytes = MaxBytes)]
    [Limit(LimitClasses.Hooks)]
    [Operation("Takes a webhook's delivery: stored, then acknowledged with the id of the run it starts, or answered by the flow where the webhook says so.")]
    [Gives(202, typeof(ReceivedAnswer))]
    [Gives(200, typeof(ReceivedAnswer))]
    public async Task<IResult> Receive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", Route = "api/hooks/{hookId:length(43)}/{*path}")]
        HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string hookId,
        CancellationToken cancellationToken)
    {
        var found = await webhooks.FindAsync(hookId, cancellationToken);
        return found is { Document.Type: "hook" } ? await TakeAsync(request, client, found, cancellationToken) : Answer.Problem(RequestErrors.NotFound("webhook"));
    }

    /// <summary>The simple webhook.</summary>
    [Function("Hooks_Simple")]
    [Access(Access.Public, MaxBodyBytes = MaxBytes)]
    [Limit(LimitClasses.Hooks)]
    [Operation("Starts a run with any JSON body; the token is the whole credential.")]
    [Gives(202, typeof(ReceivedAnswer))]
    public async Task<IResult> Simple(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/triggers/flow/{flowId}/{token}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string flowId,
        string token,
        CancellationToken cancellationToken)
    {
        var found = await webhooks.FindAsync(token, cancellationToken);
        return found is { Document.Type: "simple" } && found.Document.FlowId == flowId
            ? await TakeAsync(request, client, found, cancellationToken)
            : Answer.Problem(RequestErrors.NotFound("webhook"));
    }

    private async Task<IResult> TakeAsync(HttpRequest request, DurableTaskClient client, Stored<Webhook> found, CancellationToken cancellationToken)
    {
        var (webhook, tenant) = (found.Document, found.Tenant);
        if (await TooManyAsync(webhook) is { } tooMany)
        {
            return Answer.Problem(tooMany);
        }

        var flow = await flows.GetAsync(tenant, webhook.FlowId, cancellationToken);
        if (!webhook.IsEnabled || flow is null || flow.Document.Status == FlowStatus.Archived)
        {
            return await RejectAsync(request, found, "disabled", RequestErrors.NotFound("webhook"), cancellationToken);
        }

        if (DocumentId.TryParse(tenant.Key, out var organization)
            && await rights.RefusalAsync(organization, flow.Document.Owner, cancellationToken) is not null)
        {
            return await RejectAsync(request, found, "closed", RequestErrors.NotFound("webhook"), cancellationToken);
        }

        if (webhook.Type == "hook" && !webhook.Methods.Contains(request.Method))
        {
            var allowed = string.Join(", ", webhook.Methods);
            request.HttpContext.Response.Headers.Allow = allowed;
            return await RejectAsync(request, found, "method", GateErrors.MethodNotAllowed(allowed), cancellationToken);
        }

        using var body = new PooledBuffer();
        if (await JsonBody.FillAsync(request, body, cancellationToken) is { } tooLarge)
        {
            return await RejectAsync(request, found, "too large", tooLarge, cancellationToken);
        }

        var known = await secrets.OpenAsync(tenant, webhook, cancellationToken);
        if (!known.IsSuccess)
        {
            return Answer.Problem(known.Error);
        }

        if (SignatureCheck.Fault(webhook.Signature, known.Value, name => Header(request, name), body.Written, clock.GetUtcNow()) is { } why)
        {
            return await RejectAsync(request, found, why, WebhookErrors.Signature(), cancellationToken);
        }

        var isHeld = flow.Document.ExecutionState == FlowStatus.Paused && !webhook.IsTest;
        if (isHeld && (webhook.OnPause != "hold" || await inbox.IsFullAsync(webhook.Id, cancellationToken)))
        {
            return await RejectAsync(request, found, "paused", WebhookErrors.Paused(), cancellationToken);
        }

        var delivery = inbox.New(webhook, request.ClientAddress()?.ToString(), isHeld);
        HookForm? form = null;
        if (!HookInput.IsJson(request, webhook))
        {
            var read = await forms.ReadAsync(request, tenant, delivery, body.Written, cancellationToken);
            if (!read.IsSuccess)
            {
                return await RejectAsync(request, found, "malformed", read.Error, cancellationToken);
            }

            form = read.Value;
        }

        var input = HookInput.Of(request, webhook, delivery, body.Written, form);
        if (!input.IsSuccess)
        {
            return await RejectAsync(request, found, "malformed", input.Error, cancellationToken);
        }

        if (await payloads.SaveAsync(tenant, $"hooks/{delivery.Id}/input.json", input.Value, cancellationToken) is not { } kept)
        {
            return await RejectAsync(request, found, "too large", GateErrors.BodyTooLarge(MaxBytes), cancellationToken);
        }

        delivery = delivery with { Input = kept.Value, InputFile = kept.File };
        var keys = (KeyOf(webhook.Throttle?.Key, input.Value), KeyOf(webhook.Debounce?.Key, input.Value));
        var (id, run) = await inbox.StoreAsync(tenant, webhook, delivery, NameOf(request, webhook, input.Value), keys, isHeld, cancellationToken);
        if (id != delivery.Id)
        {
            await forms.DropAsync(tenant, form, cancellationToken);
        }

        return await StartAsync(client, found, delivery with { RunId = run }, id, isHeld, cancellationToken);
    }

    private async Task<IResult> StartAsync(
        DurableTaskClient client, Stored<Webhook> found, Delivery delivery, string storedId, bool isHeld, CancellationToken cancellationToken)
    {
        if (found.Document.Debounce is { } debounce)
        {
            // Which delivery of several in a row has a run is known only when the wait is over.
            await alarms.SetAsync(client, clock.GetUtcNow().AddSeconds(debounce.Seconds), cancellationToken);
            return HookReplies.Received(null, storedId);
        }

        using var listener = isHeld ? null : replies.Listen(found.Document, delivery.RunId);
        var isStarted = !isHeld;
        if (storedId == delivery.Id && !isHeld && delivery.RunId is not null)
        {
            // It is stored, whatever becomes of the start: the sweep tries it again.
            isStarted = await starter.TryStartAsync(client, found.Tenant, delivery, cancellationToken) == DeliveryStart.Started;
            if (isStarted && found.Document.Failures > 0)
            {
                await webhooks.CountAsync(found.Tenant, delivery.FlowId, delivery.WebhookId, null, int.MaxValue, cancellationToken);
            }
        }

        return listener is not null && isStarted
            ? await replies.AnswerAsync(listener, found.Tenant, found.Document, storedId, cancellationToken)
            : HookReplies.Received(delivery.RunId, storedId);
    }

    // Counted by the webhook, not by its senders: those may be many, and nothing else keeps them from each other's runs.
    private async ValueTask<Error?> TooManyAsync(Webhook webhook)
    {
        if (limits.Class(LimitClasses.Hook) is not { } limit)
        {
            return null;
        }

        var verdict = await limiter.TakeAsync([new Charge(limit, $"hook:{webhook.Id}")]);
        return verdict.IsAllowed ? null : GateErrors.RateLimited(verdict.Limit.Name, verdict.RetryAfter);
    }

    private async Task<IResult> RejectAsync(
        HttpRequest request, Stored<Webhook> found, string reason, Error error, CancellationToken cancellationToken)
    {
        await inbox.RejectAsync(found.Tenant, found.Document, request.ClientAddress()?.ToString(), reason, cancellationToken);
        return Answer.Problem(error);
    }

    private static string KeyOf(string? path, JsonElement input) => path is null ? string.Empty : HookInput.TextAt(input, path) ?? string.Empty;

    private static string? Header(HttpRequest request, string name) => request.Headers[name] is [{ Length: > 0 } one] ? one : null;

    private static string? NameOf(HttpRequest request, Webhook webhook, JsonElement input)
    {
        string[] headers = webhook.DeliveryHeader is { } own ? [own] : NameHeaders;
        return headers.Select(name => Header(request, name)).FirstOrDefault(name => name is not null) ?? HookInput.NameIn(input, webhook);
    }
}
