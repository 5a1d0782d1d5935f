using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Functions.Gate;

/// <summary>Reads JSON bodies strictly, into pooled memory that is wiped afterwards.</summary>
public static class JsonBody
{
    private static readonly byte[] Empty = "{}"u8.ToArray();

    /// <summary>
    /// The body as a <typeparamref name="T"/>. Unknown fields are refused unless the contract says otherwise, a text is no number,
    /// no name stands twice, depth is at most 32. An absent body counts as <c>{}</c>. Fails as 400 (naming the field), 413, 415, or
    /// 422 for required fields that are missing.
    /// </summary>
    /// <param name="request">The request, through the gate.</param>
    /// <param name="json">A source-generated contract with <see cref="JsonSerializerDefaults.Strict"/> and camelCase names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<Result<T>> ReadJsonAsync<T>(
        this HttpRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(json);
        using var body = new PooledBuffer(checked((int)Math.Min(request.ContentLength + 1 ?? 4096, request.Gate().Rule.MaxBodyBytes + 1)));
        if (await FillAsync(request, body, cancellationToken) is { } unread)
        {
            return unread;
        }

        if (body.Length == 0)
        {
            return Parse(Empty, json);
        }

        return IsJson(request) ? Parse(body.Written, json) : GateErrors.MediaType();
    }

    /// <summary>As <see cref="ReadJsonAsync"/>, of a text in memory.</summary>
    internal static Result<T> Parse<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> json)
    {
        if (JsonScan.Check(body) is { } fault)
        {
            return fault;
        }

        try
        {
            return JsonSerializer.Deserialize(body.Span, json) is { } value
                ? value
                : RequestErrors.Malformed("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            // The exception's own sentence names .NET types; its path names the field.
            var path = JsonPath.Of(e.Path);
            var missing = path.Length == 0 ? Missing(body.Span, json) : null;
            return missing ?? JsonScan.Fault(path, BodyFields.Predicate(json, path));
        }
    }

    /// <summary>Reads a body up to the route's limit.</summary>
    internal static async ValueTask<Error?> FillAsync(HttpRequest request, PooledBuffer body, CancellationToken cancellationToken)
    {
        var limit = request.Gate().Rule.MaxBodyBytes;
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            body.Advance(read);
            if (body.Length > limit)
            {
                return GateErrors.BodyTooLarge(limit);
            }
        }
    }

    private static bool IsJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && request.Headers.ContentType.Count == 1
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0 || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static Error? Missing<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> json)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var present = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            present.Add(reader.GetString()!);
            reader.Skip();
        }

        var missing = json.Properties.Where(p => p.IsRequired && !present.Contains(p.Name)).ToDictionary(
            p => p.Name, p => (IReadOnlyList<string>)[$"{p.Name} is required."]);
        return missing.Count == 0 ? null : RequestErrors.Invalid(missing);
    }
}
