using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>JSON bodies of the wire: bounded, unknown fields ignored, camelCase or snake_case read (proto3 JSON), ASCII written.</summary>
internal static class WireJson
{
    /// <summary>Largest body of a call that is not a file.</summary>
    public const int MostBody = 8 << 20;

    /// <summary>How answers are written; the default encoder keeps them ASCII, which E2B's streaming client needs.</summary>
    public static readonly JsonSerializerOptions Writing = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 32 };

    /// <summary>Reads a body; an empty one is <c>{}</c>.</summary>
    /// <exception cref="WireException">Too large, or not an object.</exception>
    public static async Task<JsonElement> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(request, MostBody, cancellationToken);
        return Parse(bytes.Length == 0 ? "{}"u8.ToArray() : bytes);
    }

    /// <summary>Parses an object.</summary>
    /// <exception cref="WireException">It is none.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var root = JsonDocument.Parse(bytes, Reading).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw WireException.Invalid("the body must be a JSON object");
        }
        catch (JsonException)
        {
            throw WireException.Invalid("the body is not valid JSON");
        }
    }

    /// <summary>Reads a whole body up to a limit.</summary>
    /// <exception cref="WireException">Larger.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > most)
            {
                throw new WireException(413, "resource_exhausted", $"the body is larger than {most} bytes");
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>A field, under its name or its snake_case form; null when absent or null.</summary>
    public static JsonElement? Get(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (!element.TryGetProperty(name, out var value)
            && !element.TryGetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), out value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    /// <summary>A text field.</summary>
    /// <exception cref="WireException">Of another type.</exception>
    public static string? Text(this JsonElement element, string name) => element.Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw WireException.Invalid($"{name} must be a string");

    /// <summary>A text field that must be there and not empty.</summary>
    /// <exception cref="WireException">It is not.</exception>
    public static string Needed(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 } text ? text : throw WireException.Invalid($"{name} is required");

    /// <summary>A truth value.</summary>
    /// <exception cref="WireException">Of another type.</exception>
    public static bool? Flag(this JsonElement element, string name) => element.Get(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw WireException.Invalid($"{name} must be true or false");

    /// <summary>A whole number.</summary>
    /// <exception cref="WireException">Of another type.</exception>
    public static int? Number(this JsonElement element, string name) => element.Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw WireException.Invalid($"{name} must be a whole number");

    /// <summary>An object of texts.</summary>
    /// <exception cref="WireException">Of another type.</exception>
    public static IReadOnlyDictionary<string, string> Texts(this JsonElement element, string name)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element.Get(name) is not { } value)
        {
            return all;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw WireException.Invalid($"{name} must be an object");
        }

        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String || property.Name.Contains('\0', StringComparison.Ordinal))
            {
                throw WireException.Invalid($"{name} must hold strings only");
            }

            all[property.Name] = property.Value.GetString()!;
        }

        return all;
    }

    /// <summary>Names that can be environment variables, values without a zero character.</summary>
    /// <exception cref="WireException">One can't.</exception>
    public static IReadOnlyDictionary<string, string> Variables(this JsonElement element, string name)
    {
        var all = element.Texts(name);
        foreach (var (key, value) in all)
        {
            if (key.Length == 0 || key.Contains('=', StringComparison.Ordinal) || value.Contains('\0', StringComparison.Ordinal))
            {
                throw WireException.Invalid($"{name} holds what can't be an environment variable");
            }
        }

        return all;
    }

    /// <summary>Answers with JSON.</summary>
    public static async Task WriteAsync(HttpResponse response, int status, object? body, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Writing);
        response.ContentLength = bytes.Length;
        await response.BodyWriter.WriteAsync(bytes, cancellationToken);
    }
}
