using System.Text.Json.Nodes;

namespace HiveFlow.Functions.OpenApi;

/// <summary>A schema in the few words a reader needs: <c>{name: string, tags?: [string]}</c>.</summary>
internal static class SchemaText
{
    private const int MaxDepth = 4;

    /// <summary>The words.</summary>
    public static string Of(JsonObject document, JsonNode schema, int depth = 0)
    {
        if (schema is not JsonObject node || depth > MaxDepth)
        {
            return "any";
        }

        if (node["$ref"] is { } reference)
        {
            return Resolve(document, reference.GetValue<string>()) is { } target ? Of(document, target, depth) : "any";
        }

        if (node["allOf"] is JsonArray all)
        {
            var inner = all.Select(part => Of(document, part!, depth)).Where(t => t is ['{', .., '}']).Select(t => t[1..^1]).Where(t => t.Length > 0);
            return $"{{{string.Join(", ", inner)}}}";
        }

        if (node["enum"] is JsonArray values)
        {
            return string.Join('|', values.Select(v => v?.ToJsonString() ?? "null"));
        }

        if (node["const"] is { } constant)
        {
            return constant.ToJsonString();
        }

        var words = Type(node) switch
        {
            "object" => Object(document, node, depth),
            "array" => $"[{(node["items"] is { } items ? Of(document, items, depth + 1) : "any")}]",
            var type => type,
        };
        return node["type"] is JsonArray { Count: > 1 } ? words + "|null" : words;
    }

    private static string Object(JsonObject document, JsonObject node, int depth)
    {
        if (node["properties"] is not JsonObject properties)
        {
            return "object";
        }

        var required = node["required"]?.AsArray().Select(r => r!.GetValue<string>()).ToHashSet() ?? [];
        var fields = properties.Select(p => $"{p.Key}{(required.Contains(p.Key) ? string.Empty : "?")}: {Field(document, properties, p.Key, depth)}");
        return $"{{{string.Join(", ", fields)}}}";
    }

    private static string Field(JsonObject document, JsonObject properties, string name, int depth)
    {
        // Public clients read the same thing under data; once is enough for a reader.
        var twin = name == "data" ? properties.FirstOrDefault(p => p.Key != name && JsonNode.DeepEquals(p.Value, properties[name])).Key : null;
        return twin is null ? Of(document, properties[name]!, depth + 1) : $"the same as {twin}";
    }

    private static string Type(JsonObject node) => node["type"] switch
    {
        JsonArray types => types.Select(t => t!.GetValue<string>()).FirstOrDefault(t => t != "null") ?? "any",
        { } type => type.GetValue<string>(),
        null => node["properties"] is null ? "any" : "object",
    };

    private static JsonNode? Resolve(JsonObject document, string reference)
    {
        JsonNode? node = document;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node is JsonObject fields ? fields[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)] : null;
        }

        return node;
    }
}
