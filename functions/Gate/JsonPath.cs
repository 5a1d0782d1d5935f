using System.Globalization;
using System.Text.Json;

namespace HiveFlow.Functions.Gate;

/// <summary>The path of a place in a JSON text, as problem documents name fields: <c>nodes[2].data.label</c>.</summary>
internal static class JsonPath
{
    private const int MaxLength = 200;

    /// <summary>The path of the token that begins at <paramref name="offset"/>; the text is well-formed up to there.</summary>
    public static string At(ReadOnlySpan<byte> json, long offset)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonScan.MaxDepth });
        var steps = new List<(bool IsArray, string Name, int Index)>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                steps.RemoveAt(steps.Count - 1);
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                steps[^1] = steps[^1] with { Name = Name(ref reader) };
            }
            else if (steps.Count > 0 && steps[^1].IsArray)
            {
                steps[^1] = steps[^1] with { Index = steps[^1].Index + 1 };
            }

            if (reader.TokenStartIndex >= offset)
            {
                break;
            }

            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                steps.Add((reader.TokenType == JsonTokenType.StartArray, string.Empty, -1));
            }
        }

        return Text(steps);
    }

    /// <summary>A serializer's path (<c>$.a.b[0]</c>) in our form.</summary>
    public static string Of(string? serializerPath)
    {
        var path = serializerPath is ['$', ..] ? serializerPath[1..].TrimStart('.') : string.Empty;
        return path.Length <= MaxLength ? path : path[..MaxLength];
    }

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? string.Empty;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    private static string Text(List<(bool IsArray, string Name, int Index)> steps)
    {
        var path = string.Empty;
        foreach (var (isArray, name, index) in steps)
        {
            path += isArray ? $"[{index.ToString(CultureInfo.InvariantCulture)}]" : path.Length == 0 ? name : "." + name;
        }

        return path.Length <= MaxLength ? path : path[..MaxLength];
    }
}
