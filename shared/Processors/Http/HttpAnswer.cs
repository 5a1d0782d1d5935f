using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Http;

/// <summary>Turns what a target answered into a node's output.</summary>
internal static class HttpAnswer
{
    /// <summary>Null when JSON was asked for and is not what came.</summary>
    public static JsonElement? ToOutput(OutgoingResponse response, string responseType)
    {
        var body = Body(response, responseType);
        if (body is null)
        {
            return null;
        }

        return ToOutput(response.Status, response.Headers, body.Value, response.Duration);
    }

    /// <summary>Of its pieces.</summary>
    public static JsonElement ToOutput(int status, IReadOnlyDictionary<string, string> headers, JsonElement body, TimeSpan duration) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("status", status);
        writer.WriteStartObject("headers");
        foreach (var (name, value) in headers)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WritePropertyName("body");
        body.WriteTo(writer);
        writer.WriteNumber("durationMs", (long)duration.TotalMilliseconds);
        writer.WriteEndObject();
    });

    private static JsonElement? Body(OutgoingResponse response, string responseType)
    {
        if (response.Body.IsEmpty && responseType != "json")
        {
            return JsonValue.Null;
        }

        var type = MediaTypeHeaderValue.TryParse(response.Headers.GetValueOrDefault("content-type"), out var parsed) ? parsed : null;
        switch (responseType)
        {
            case "json":
                return SoundJson.Read(response.Body.Span, out _);
            case "text":
                return JsonValue.Text(Text(response.Body, type));
            case "base64":
                return JsonValue.Text(Convert.ToBase64String(response.Body.Span));
            default:
                var json = IsJson(type) ? SoundJson.Read(response.Body.Span, out _) : null;
                return json ?? JsonValue.Text(IsText(type) ? Text(response.Body, type) : Convert.ToBase64String(response.Body.Span));
        }
    }

    private static string Text(ReadOnlyMemory<byte> bytes, MediaTypeHeaderValue? type)
    {
        var encoding = type?.CharSet?.Trim('"').ToLowerInvariant() switch
        {
            "iso-8859-1" or "latin1" or "windows-1252" or "us-ascii" => Encoding.Latin1,
            "utf-16" or "utf-16le" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            _ => Encoding.UTF8,
        };
        return encoding.GetString(bytes.Span);
    }

    private static bool IsJson(MediaTypeHeaderValue? type) =>
        type?.MediaType is { } media
        && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static bool IsText(MediaTypeHeaderValue? type) =>
        type?.MediaType?.ToLowerInvariant() is not { } media
        || media.StartsWith("text/", StringComparison.Ordinal)
        || media.EndsWith("json", StringComparison.Ordinal)
        || media.EndsWith("xml", StringComparison.Ordinal)
        || media is "application/javascript" or "application/x-www-form-urlencoded" or "application/yaml" or "application/x-ndjson" or "application/graphql";
}
