using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Credentials;
using HiveFlow.Outgoing.Signatures;
using HiveFlow.Processors.Crypto;
using HiveFlow.Processors.Http;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Webhooks;

/// <summary>Delivers a signed message to another program, to the hosts that its signing credential names alone.</summary>
internal sealed class WebhookOutProcessor(OutgoingClient client, TimeProvider time) : IProcessor
{
    private const int MaxBody = 1 << 20;
    private const long MaxAnswer = 1 << 20;

    public NodeType Type { get; } = new()
    {
        Name = "webhookOut",
        Title = "Outgoing webhook",
        Description = "Delivers a message, signed as Standard Webhooks says, to another program. Its output is {webhookId, status, headers, body, durationMs}.",
        DefaultTimeout = TimeSpan.FromSeconds(30),
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "url": { "type": "string", "minLength": 1, "maxLength": 8192, "description": "Where to deliver: an https address at a host of the credential." },
                "credentialId": { "type": "string", "minLength": 1, "maxLength": 24, "description": "A credential of type signing, by its id. No expression." },
                "type": { "type": "string", "minLength": 1, "maxLength": 200, "description": "The event's name: the message is then {type, timestamp, data}." },
                "body": { "description": "The message, or its data; the input unless set. At most 1 MiB of JSON." }
              },
              "required": ["url", "credentialId"]
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var now = time.GetUtcNow();
        var url = read.RequiredText("url");
        var body = Body(read, context, now);
        if (body.Length > MaxBody)
        {
            read.Reject("body", $"must not have more than {MaxBody >> 20} MiB");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var signing = await SigningKey.OpenAsync(context.Credentials, "by a webhookOut node", cancellationToken);
        if (!signing.IsSuccess)
        {
            return StepResult.Failed(signing.Error, signing.Error.Code.Kind == ErrorKind.Unavailable);
        }

        var (key, credential) = signing.Value;
        if (key.Length is < StandardSignature.MinKey or > StandardSignature.MaxKey)
        {
            CryptographicOperations.ZeroMemory(key);
            return StepResult.Failed(ProcessorErrors.SettingInvalid(
                "credentialId", $"names a secret that has not {StandardSignature.MinKey} to {StandardSignature.MaxKey} bytes, as Standard Webhooks asks"));
        }

        var id = StandardSignature.IdOf(context.IdempotencyKey);
        var signature = StandardSignature.Of(key, id, now.ToUnixTimeSeconds(), body);
        CryptographicOperations.ZeroMemory(key);
        var answered = await client.SendAsync(Request(context, url, id, now, body, new OutgoingCredential([new("webhook-signature", signature)], credential.Hosts)), cancellationToken);
        return answered.IsSuccess ? Finish(context, id, answered.Value) : StepResult.Failed(answered.Error, OutgoingErrors.IsTransient(answered.Error.Code));
    }

    private static OutgoingRequest Request(StepContext context, string url, string id, DateTimeOffset now, byte[] body, OutgoingCredential credential) => new()
    {
        Method = "POST",
        Url = url,
        Owner = context.OrganizationId,
        Headers =
        [
            new("Content-Type", "application/json"), new("Idempotency-Key", id), new("webhook-id", id),
            new("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ],
        Credential = credential,
        Body = body,
        Timeout = context.Deadline == DateTimeOffset.MaxValue ? null : context.Deadline - now,
        MaxResponseBytes = MaxAnswer,
    };

    private static byte[] Body(SettingsReader read, StepContext context, DateTimeOffset now)
    {
        var data = read.Any("body") ?? context.Input;
        return read.Text("type") is not { Length: > 0 } type
            ? Encoding.UTF8.GetBytes(data.GetRawText())
            : JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["type"] = type, ["timestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["data"] = data });
    }

    private static StepResult Finish(StepContext context, string id, OutgoingResponse response)
    {
        var host = response.Url.Authority;
        context.Log.Write("info", $"{host} answered {response.Status} to {id}.");
        var answer = HttpAnswer.ToOutput(response, "auto")!.Value;
        var output = JsonValue.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("webhookId", id);
            foreach (var property in answer.EnumerateObject())
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
        var result = response.Status is >= 200 and <= 299
            ? StepResult.Completed(output)
            : StepResult.Failed(ProcessorErrors.UnexpectedStatus("POST", host, response.Status), HttpProcessor.MayPass(response.Status), output);
        return result with { Usage = new Dictionary<string, long> { ["http.requests"] = response.Requests, ["http.bytes"] = response.WireBytes } };
    }
}
