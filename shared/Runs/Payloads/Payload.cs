using System.Text.Json;

namespace HiveFlow.Runs.Payloads;

/// <summary>A JSON value kept with a document when it is small, else in the file store.</summary>
public sealed record Payload
{
    /// <summary>The value itself; absent when it is in a file.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>The file's key; null when the value is here.</summary>
    public string? File { get; init; }

    /// <summary>Bytes of the JSON text; 0 when the value is here.</summary>
    public long Size { get; init; }

    /// <summary>A value kept here.</summary>
    public static Payload Of(JsonElement value) => new() { Value = value };
}
