using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Http;

/// <summary>Turns what a target answered into a node's output.</summary>
internal static class HttpAnswer
{
    /// <summary>As deep as our own API takes it; what later nodes build around it stays within every reader's default of 64.</summary>
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 32, AllowMultipleValues = false };

    /// <summary>Null when JSON was asked for and is not what came.</summary>
    public static JsonElement? ToOutput(OutgoingResponse response, string responseType)
    {
        var body = Body(response, responseType);
        if (body is null)
        {
            return null;
        }

        return JsonValue.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("status", response.Status);
            writer.WriteStartObject("headers");
            foreach (var (name, value) in response.Headers)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WritePropertyName("body");
            body.Value.WriteTo(writer);
            writer.WriteNumber("durationMs", (long)response.Duration.TotalMilliseconds);
            writer.WriteEndObject();
        });
    }

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
                return Json(response.Body);
            case "text":
                return JsonValue.Text(Text(response.Body, type));
            case "base64":
                return JsonValue.Text(Convert.ToBase64String(response.Body.Span));
            default:
                var json = IsJson(type) ? Json(response.Body) : null;
                return json ?? JsonValue.Text(IsText(type) ? Text(response.Body, type) : Convert.ToBase64String(response.Body.Span));
        }
    }

    private static JsonElement? Json(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, Reading);
            var value = JsonElement.ParseValue(ref reader);
            return reader.Read() || !HasSoundTexts(bytes.Span) ? null : value;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Half a surrogate pair (<c>"\ud800"</c>) is valid JSON and no text: whoever reads it later would fail.</summary>
    private static bool HasSoundTexts(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, Reading);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            {
                continue;
            }

            try
            {
                if (reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
                else if (!System.Text.Unicode.Utf8.IsValid(reader.ValueSpan))
                {
                    return false;
                }
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        return true;
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
