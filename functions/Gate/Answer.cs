using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// The shapes of answers, see docs/api.md: every success is <c>{"success": true, …}</c>, every failure a problem document. Values
/// are written by their source-generated contracts.
/// </summary>
public static class Answer
{
    private const string DataName = "data";

    /// <summary>A failure.</summary>
    public static IResult Problem(Error error) => new ProblemAnswer(error);

    /// <summary><c>{"success": true}</c>.</summary>
    public static JsonAnswer Ok(int status = StatusCodes.Status200OK) => Wrap(static (_, _) => { }, 0, status, null);

    /// <summary>The value's own properties beside <c>success</c>; the value is an object.</summary>
    public static JsonAnswer Ok<T>(T value, JsonTypeInfo<T> json, int status = StatusCodes.Status200OK, string? location = null)
    {
        var buffer = new PooledBuffer();
        buffer.Write("{\"success\":true"u8);
        var start = buffer.Length;
        var writer = JsonText.Rent(buffer);
        JsonSerializer.Serialize(writer, value, json);
        JsonText.Return(writer);

        // The object's own opening brace becomes the comma after "success".
        var isEmpty = buffer.Length - start == 2;
        buffer.Written.Span[start] = isEmpty ? (byte)'}' : (byte)',';
        if (isEmpty)
        {
            buffer.Truncate(start + 1);
        }

        return new JsonAnswer(buffer, status) { Location = location };
    }

    /// <summary><c>{"success": true, "&lt;name&gt;": value}</c>, and the same under <c>data</c> where public clients read it there.</summary>
    public static JsonAnswer Named<T>(
        string name, T value, JsonTypeInfo<T> json, bool alsoAsData = false, int status = StatusCodes.Status200OK, string? location = null) =>
        Wrap(
            static (writer, x) =>
            {
                writer.WritePropertyName(x.name);
                JsonSerializer.Serialize(writer, x.value, x.json);
                if (x.alsoAsData)
                {
                    writer.WritePropertyName(DataName);
                    JsonSerializer.Serialize(writer, x.value, x.json);
                }
            },
            (name, value, json, alsoAsData),
            status,
            location);

    /// <summary>A page: <c>{"success": true, "&lt;name&gt;": [items], "nextCursor": …}</c>; the cursor is null on the last page.</summary>
    /// <param name="name">The items' name in the plural, or <c>data</c>.</param>
    /// <param name="items">In the list's order.</param>
    /// <param name="json">The contract of one item.</param>
    /// <param name="nextCursor">Gives the next page.</param>
    /// <param name="alsoAsData">Whether public clients read it under <c>data</c>.</param>
    /// <param name="scannedTo">Where the search stopped before the page was full; null when it did not.</param>
    public static JsonAnswer List<T>(
        string name, IReadOnlyList<T> items, JsonTypeInfo<T> json, string? nextCursor, bool alsoAsData = false, DateTimeOffset? scannedTo = null) =>
        Wrap(
            static (writer, x) =>
            {
                WriteItems(writer, x.name, x.items, x.json);
                if (x.alsoAsData)
                {
                    WriteItems(writer, DataName, x.items, x.json);
                }

                writer.WriteString("nextCursor", x.nextCursor);
                if (x.scannedTo is { } scanned)
                {
                    writer.WriteString("scannedTo", scanned);
                }
            },
            (name, items, json, nextCursor, alsoAsData, scannedTo),
            StatusCodes.Status200OK,
            null);

    private static void WriteItems<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, JsonTypeInfo<T> json)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            JsonSerializer.Serialize(writer, item, json);
        }

        writer.WriteEndArray();
    }

    private static JsonAnswer Wrap<T>(Action<Utf8JsonWriter, T> write, T state, int status, string? location)
    {
        var buffer = new PooledBuffer();
        var writer = JsonText.Rent(buffer);
        writer.WriteStartObject();
        writer.WriteBoolean("success"u8, true);
        write(writer, state);
        writer.WriteEndObject();
        JsonText.Return(writer);
        return new JsonAnswer(buffer, status) { Location = location };
    }
}
