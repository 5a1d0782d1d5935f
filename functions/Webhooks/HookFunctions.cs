using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
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
    WebhookRegistry webhooks, DeliveryInbox inbox, DeliveryStarter starter, FlowCatalog flows, PayloadStore payloads, TimeProvider clock)
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private static readonly string[] NameHeaders = ["X-GitHub-Delivery", "webhook-id"];
    private static readonly string[] Hidden = ["authorization", "cookie", "proxy-authorization", "x-api-key"];

    /// <summary>A webhook.</summary>
    [Function("Hooks_Receive")]
    [Access(Access.Public, MaxBodyBytes = MaxBytes)]
    [Limit(LimitClasses.Hooks)]
    [Operation("Takes a webhook's delivery: stored, then acknowledged with the id of the run it starts.")]
    [Gives(202, typeof(ReceivedAnswer))]
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
        var address = request.ClientAddress()?.ToString();
        var flow = await flows.GetAsync(tenant, webhook.FlowId, cancellationToken);
        if (!webhook.IsEnabled || flow is null || flow.Document.Status == FlowStatus.Archived)
        {
            return await RejectAsync(tenant, webhook, address, "disabled", RequestErrors.NotFound("webhook"), cancellationToken);
        }

        if (webhook.Type == "hook" && !webhook.Methods.Contains(request.Method))
        {
            var allowed = string.Join(", ", webhook.Methods);
            request.HttpContext.Response.Headers.Allow = allowed;
            return await RejectAsync(tenant, webhook, address, "method", GateErrors.MethodNotAllowed(allowed), cancellationToken);
        }

        using var body = new PooledBuffer();
        if (await JsonBody.FillAsync(request, body, cancellationToken) is { } tooLarge)
        {
            return await RejectAsync(tenant, webhook, address, "too large", tooLarge, cancellationToken);
        }

        var secrets = await webhooks.SecretsAsync(tenant, webhook, cancellationToken);
        if (!secrets.IsSuccess)
        {
            return Answer.Problem(secrets.Error);
        }

        string? Header(string name) => request.Headers[name] is [{ } one] ? one : null;
        if (SignatureCheck.Fault(webhook.Signature, secrets.Value, Header, body.Written, clock.GetUtcNow()) is { } why)
        {
            return await RejectAsync(tenant, webhook, address, why, WebhookErrors.Signature(), cancellationToken);
        }

        var isHeld = flow.Document.ExecutionState == FlowStatus.Paused && !webhook.IsTest;
        if (isHeld && (webhook.OnPause != "hold" || await inbox.IsFullAsync(webhook.Id, cancellationToken)))
        {
            return await RejectAsync(tenant, webhook, address, "paused", WebhookErrors.Paused(), cancellationToken);
        }

        var isJson = webhook.Type == "simple" || request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;
        if (body.Length > 0 && isJson && JsonScan.Check(body.Written) is { } malformed)
        {
            return await RejectAsync(tenant, webhook, address, "malformed", malformed, cancellationToken);
        }

        var delivery = inbox.New(webhook, address);
        var input = InputOf(request, delivery, body.Written, isJson);
        if (await payloads.SaveAsync(tenant, $"hooks/{delivery.Id}/input.json", input, cancellationToken) is not { } kept)
        {
            return await RejectAsync(tenant, webhook, address, "too large", GateErrors.BodyTooLarge(MaxBytes), cancellationToken);
        }

        delivery = delivery with { Input = kept.Value, InputFile = kept.File };
        var names = webhook.DeliveryHeader is { } own ? [own] : NameHeaders;
        var (id, run) = await inbox.StoreAsync(tenant, delivery, names.Select(Header).FirstOrDefault(n => n is { Length: > 0 }), cancellationToken);
        if (id == delivery.Id && !isHeld)
        {
            // It is stored, whatever becomes of the start: the sweep tries it again.
            await starter.TryStartAsync(client, tenant, delivery, cancellationToken);
        }

        return Answer.Ok(new ReceivedAnswer(run, id), WebhooksApiJson.Default.ReceivedAnswer, StatusCodes.Status202Accepted);
    }

    private async Task<IResult> RejectAsync(
        Tenant tenant, Webhook webhook, string? address, string reason, Error error, CancellationToken cancellationToken)
    {
        await inbox.RejectAsync(tenant, webhook, address, reason, cancellationToken);
        return Answer.Problem(error);
    }

    private static JsonElement InputOf(HttpRequest request, Delivery delivery, ReadOnlyMemory<byte> body, bool isJson)
    {
        // What is no UTF-8 is kept byte for byte.
        var isText = Utf8.IsValid(body.Span);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("method", request.Method);
            writer.WriteString("path", request.RouteValues["path"]?.ToString() ?? string.Empty);
            writer.WriteString("deliveryId", delivery.Id);
            writer.WriteString("receivedAt", delivery.ReceivedAt);
            writer.WriteStartObject("headers");
            foreach (var (name, values) in request.Headers.Where(h => !Hidden.Contains(h.Key.ToLowerInvariant())).Take(64))
            {
                writer.WriteString(name.ToLowerInvariant(), values.ToString());
            }

            writer.WriteEndObject();
            writer.WriteStartObject("query");
            foreach (var (name, values) in request.Query.Take(64))
            {
                writer.WriteString(name, values.ToString());
            }

            writer.WriteEndObject();
            writer.WritePropertyName("body");
            if (body.Length == 0)
            {
                writer.WriteNullValue();
            }
            else if (isJson)
            {
                writer.WriteRawValue(body.Span);
            }
            else if (isText)
            {
                writer.WriteStringValue(body.Span);
            }
            else
            {
                writer.WriteBase64StringValue(body.Span);
            }

            writer.WriteString("bodyEncoding", isJson ? "json" : isText ? "text" : "base64");
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}
