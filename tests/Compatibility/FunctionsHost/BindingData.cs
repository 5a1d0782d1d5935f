using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>
/// What the host's HTTP extension makes of a request for whoever binds by name: the fields of a JSON body, over them the query but
/// <c>code</c>, over them the route. A body is read only where its length is known.
/// </summary>
internal static class BindingData
{
    /// <summary>Reads a body of known length into memory, where it stays for the proxy; null for all others.</summary>
    public static async Task<byte[]?> ReadWholeAsync(HttpContext http)
    {
        if (http.Request.ContentLength is not > 0)
        {
            return null;
        }

        using var whole = new MemoryStream();
        await http.Request.Body.CopyToAsync(whole, http.RequestAborted);
        http.Request.Body = new MemoryStream(whole.ToArray());
        return whole.ToArray();
    }

    public static IReadOnlyDictionary<string, string> Of(HttpContext http, byte[]? body)
    {
        var data = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Fields(body))
        {
            data[name] = value;
        }

        foreach (var (name, value) in http.Request.Query.Where(q => !q.Key.Equals("code", StringComparison.OrdinalIgnoreCase)))
        {
            data[name] = value.ToString();
        }

        foreach (var (name, value) in http.Request.RouteValues)
        {
            data[name] = value?.ToString() ?? string.Empty;
        }

        return data;
    }

    private static IEnumerable<(string Name, string Value)> Fields(byte[]? body)
    {
        try
        {
            using var document = JsonDocument.Parse(body ?? []);
            return document.RootElement.ValueKind != JsonValueKind.Object
                ? []
                : [.. document.RootElement.EnumerateObject()
                    .Where(f => f.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
                    .Select(f => (f.Name, f.Value.ToString()))];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
