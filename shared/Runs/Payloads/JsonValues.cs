using System.Runtime.InteropServices;
using System.Text.Json;

namespace HiveFlow.Runs.Payloads;

/// <summary>Small things about JSON values.</summary>
public static class JsonValues
{
    /// <summary>The JSON null.</summary>
    public static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;

    /// <summary>An empty object.</summary>
    public static readonly JsonElement EmptyObject = JsonDocument.Parse("{}").RootElement;

    /// <summary>Bytes of the value as it was parsed (its white space included), without making a text of it.</summary>
    public static int RawLength(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length;
}
