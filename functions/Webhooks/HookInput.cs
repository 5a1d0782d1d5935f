using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Functions.Gate;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Signatures;
using HiveFlow.Triggers.Webhooks;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Webhooks;

/// <summary>What a flow is given of a request: see docs/flows/webhooks.md.</summary>
internal static class HookInput
{
    private const int MostNamed = 64;

    // A text of control characters would be six times as long in JSON as in base64.
    private const int LargestText = 20 * 1024 * 1024;

    private static readonly string[] Hidden = ["authorization", "cookie", "proxy-authorization", "x-api-key"];

    // What is kept is read by JSON parsers alone, never as part of a page.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a body is to be JSON.</summary>
    public static bool IsJson(HttpRequest request, Webhook webhook) =>
        webhook.Type == "simple" || request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The input; fails for JSON that is none.</summary>
    public static Result<JsonElement> Of(HttpRequest request, Webhook webhook, Delivery delivery, ReadOnlyMemory<byte> body, HookForm? form)
    {
        var isJson = IsJson(request, webhook);
        if (isJson && body.Length > 0 && JsonScan.Check(body) is { } malformed)
        {
            return malformed;
        }

        var buffer = new ArrayBufferWriter<byte>(body.Length + 1024);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            WriteRequest(writer, request, delivery);
            writer.WritePropertyName("body");
            var encoding = WriteBody(writer, body, isJson, form);
            writer.WriteString("bodyEncoding", encoding);
            WriteFiles(writer, form?.Files ?? []);
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    /// <summary>The sender's name for a delivery that stands in its body; null when there is none.</summary>
    public static string? NameIn(JsonElement input, Webhook webhook)
    {
        var path = webhook.DeliveryPath ?? webhook.Signature.Scheme switch
        {
            SignatureScheme.Stripe => "id",
            SignatureScheme.Slack => "event_id",
            _ => null,
        };
        return path is null ? null : TextAt(input, path);
    }

    /// <summary>The text or number at a place in a JSON body; null when there is none.</summary>
    public static string? TextAt(JsonElement input, string path)
    {
        var at = input.GetProperty("body");
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => at.GetRawText(),
            _ => null,
        };
    }

    private static void WriteRequest(Utf8JsonWriter writer, HttpRequest request, Delivery delivery)
    {
        writer.WriteString("method", request.Method);
        writer.WriteString("path", request.RouteValues["path"]?.ToString() ?? string.Empty);
        writer.WriteString("deliveryId", delivery.Id);
        writer.WriteString("receivedAt", delivery.ReceivedAt);
        writer.WriteStartObject("headers");
        foreach (var (name, values) in request.Headers.Where(h => !Hidden.Contains(h.Key.ToLowerInvariant())).Take(MostNamed))
        {
            writer.WriteString(name.ToLowerInvariant(), values.ToString());
        }

        writer.WriteEndObject();
        writer.WriteStartObject("query");
        foreach (var (name, values) in request.Query.Take(MostNamed))
        {
            writer.WriteString(name, values.ToString());
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the body and gives how: json, form, text or base64.</summary>
    private static string WriteBody(Utf8JsonWriter writer, ReadOnlyMemory<byte> body, bool isJson, HookForm? form)
    {
        if (body.Length == 0)
        {
            writer.WriteNullValue();
            return isJson ? "json" : "text";
        }

        if (isJson)
        {
            writer.WriteRawValue(body.Span);
            return "json";
        }

        if (form is not null)
        {
            WriteFields(writer, form.Fields);
            return "form";
        }

        // What is no UTF-8 is kept byte for byte.
        if (Utf8.IsValid(body.Span) && LengthAsText(body.Span) <= LargestText)
        {
            writer.WriteStringValue(body.Span);
            return "text";
        }

        writer.WriteBase64StringValue(body.Span);
        return "base64";
    }

    private static void WriteFields(Utf8JsonWriter writer, IReadOnlyDictionary<string, List<string>> fields)
    {
        writer.WriteStartObject();
        foreach (var (name, values) in fields)
        {
            writer.WritePropertyName(name);
            if (values.Count == 1)
            {
                writer.WriteStringValue(values[0]);
                continue;
            }

            writer.WriteStartArray();
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter writer, IReadOnlyList<(string Field, FileRef File)> files)
    {
        if (files.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("files");
        foreach (var (field, file) in files)
        {
            writer.WriteStartObject();
            writer.WriteString("field", field);
            writer.WriteString("fileId", file.FileId);
            writer.WriteString("name", file.Name);
            writer.WriteString("mimeType", file.MimeType);
            writer.WriteNumber("size", file.Size);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static long LengthAsText(ReadOnlySpan<byte> text)
    {
        long length = text.Length;
        foreach (var one in text)
        {
            length += one < ' ' ? 5 : one is (byte)'"' or (byte)'\\' ? 1 : 0;
        }

        return length;
    }
}
