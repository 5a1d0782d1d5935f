using System.Text;
using System.Text.Json;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Http;

/// <summary>Makes the call out of a node's settings.</summary>
internal static class HttpRequestReader
{
    private const int MaxEntries = 200;

    /// <summary>Faults go to the reader.</summary>
    public static OutgoingRequest Read(SettingsReader read, StepContext context, TimeSpan? timeout)
    {
        var method = read.Choice("method", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
        var headers = Headers(read);
        var (body, contentType) = Body(read);
        if (body is not null && method is ("GET" or "HEAD"))
        {
            read.Reject("body", $"can't be sent with {method}");
        }

        if (contentType is not null && !Has(headers, "Content-Type"))
        {
            headers.Add(new("Content-Type", contentType));
        }

        if (!Has(headers, "Idempotency-Key"))
        {
            headers.Add(new("Idempotency-Key", context.IdempotencyKey));
        }

        return new OutgoingRequest
        {
            Method = method,
            Url = WithQuery(read.RequiredText("url"), read),
            Owner = context.OrganizationId,
            Headers = headers,
            Body = body is null ? (ReadOnlyMemory<byte>?)null : body,
            Timeout = timeout,
            MaxRedirects = read.Flag("followRedirects", false) ? OutgoingClient.MaxRedirects : 0,
            MaxResponseBytes = read.Text("responseType") == "file"
                ? read.Whole("maxBytes", HttpProcessor.MostFileBytes, 1, HttpProcessor.MostFileBytes)
                : read.Whole("maxBytes", HttpProcessor.MostBytes, 1, HttpProcessor.MostBytes),
        };
    }

    private static List<KeyValuePair<string, string>> Headers(SettingsReader read)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in Scalars(read, "headers"))
        {
            if (Has(headers, name))
            {
                read.Reject("headers", $"names {name} more than once");
            }

            headers.Add(new(name, value));
        }

        return headers;
    }

    private static (byte[]? Bytes, string? ContentType) Body(SettingsReader read)
    {
        var body = read.Any("body");
        var type = read.Choice("bodyType", body?.ValueKind == JsonValueKind.String ? "text" : "json", "json", "text", "form");
        if (body is not { } value)
        {
            return (null, null);
        }

        switch (type)
        {
            case "text":
                return (Encoding.UTF8.GetBytes(JsonValue.AsText(value)), "text/plain; charset=utf-8");
            case "form":
                return (Encoding.ASCII.GetBytes(Encode(Scalars(read, "body"))), "application/x-www-form-urlencoded");
            default:
                return (Encoding.UTF8.GetBytes(value.GetRawText()), "application/json");
        }
    }

    private static string WithQuery(string url, SettingsReader read)
    {
        var query = Encode(Scalars(read, "query"));
        if (query.Length == 0)
        {
            return url;
        }

        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var place = hash < 0 ? url : url[..hash];
        return $"{place}{(place.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    private static string Encode(IEnumerable<(string Name, string Value)> fields) =>
        string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"));

    /// <summary>The entries of an object as texts: nulls left out, lists one entry an item.</summary>
    private static List<(string Name, string Value)> Scalars(SettingsReader read, string name)
    {
        var found = new List<(string, string)>();
        foreach (var entry in read.Entries(name, MaxEntries))
        {
            IEnumerable<JsonElement> values = entry.Value.ValueKind == JsonValueKind.Array ? entry.Value.EnumerateArray() : [entry.Value];
            foreach (var value in values.Where(v => v.ValueKind is not JsonValueKind.Null))
            {
                if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                {
                    read.Reject(name, $"must hold texts, numbers, true or false, not {SettingsReader.KindOf(value)}");
                }

                found.Add((entry.Name, JsonValue.AsText(value)));
            }
        }

        return found;
    }

    private static bool Has(List<KeyValuePair<string, string>> headers, string name) =>
        headers.Exists(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
}
