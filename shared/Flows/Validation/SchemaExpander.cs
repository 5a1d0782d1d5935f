using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Flows.Validation;

/// <summary>
/// Writes a schema that somebody gave us so that checking by it ends soon: every local reference replaced by what it refers to, and no
/// reference, id or regular expression left. The library follows references without end (a cycle through <c>allOf</c> overflows the
/// stack), would register ids for everybody, and matches patterns without a time limit.
/// </summary>
internal sealed class SchemaExpander(JsonElement root, bool isLenient)
{
    private const int MostNodes = 5_000;
    private const int Deepest = 48;

    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        "not", "if", "then", "else", "items", "contains", "additionalProperties", "additionalItems", "unevaluatedItems", "unevaluatedProperties", "propertyNames",
    };

    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal) { "allOf", "anyOf", "oneOf", "prefixItems" };

    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal) { "properties", "dependentSchemas" };

    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment", "$defs", "definitions", "contentSchema", "examples", "default",
    };

    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private int nodes;

    /// <summary>The first thing that can't be used; null while all is well.</summary>
    public string? Fault { get; private set; }

    public JsonNode Expand() => Expand(root, 0);

    private JsonNode Expand(JsonElement schema, int depth)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return JsonValue.Create(schema.GetBoolean());
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return Unusable("a schema in it is neither an object nor true or false");
        }

        if (++nodes > MostNodes || depth > Deepest)
        {
            return Unusable("it is too large or too deep");
        }

        var expanded = new JsonObject();
        foreach (var keyword in schema.EnumerateObject().Where(keyword => !Dropped.Contains(keyword.Name)))
        {
            Add(expanded, keyword, depth);
        }

        return expanded;
    }

    private void Add(JsonObject expanded, JsonProperty keyword, int depth)
    {
        var (name, value) = (keyword.Name, keyword.Value);
        if (name is "$ref")
        {
            // In the newest draft what stands beside a reference counts too.
            var all = expanded["allOf"] as JsonArray ?? [];
            expanded["allOf"] = all;
            all.Add(Referred(value, depth));
        }
        else if (name is "pattern" or "patternProperties" or "$dynamicRef" or "$recursiveRef")
        {
            if (!isLenient)
            {
                Unusable($"{name} is not taken");
            }
        }
        else if (Single.Contains(name) && value.ValueKind != JsonValueKind.Array)
        {
            expanded[name] = Expand(value, depth + 1);
        }
        else if ((Lists.Contains(name) || Single.Contains(name)) && value.ValueKind == JsonValueKind.Array)
        {
            // A list of items is the older drafts' word for prefixItems.
            var target = name == "items" ? "prefixItems" : name;
            var list = expanded[target] as JsonArray ?? [];
            expanded[target] = list;
            foreach (var item in value.EnumerateArray())
            {
                list.Add(Expand(item, depth + 1));
            }
        }
        else if (Maps.Contains(name) && value.ValueKind == JsonValueKind.Object)
        {
            var map = new JsonObject();
            foreach (var entry in value.EnumerateObject())
            {
                map[entry.Name] = Expand(entry.Value, depth + 1);
            }

            expanded[name] = map;
        }
        else
        {
            expanded[name] = JsonNode.Parse(value.GetRawText());
        }
    }

    private JsonNode Referred(JsonElement reference, int depth)
    {
        var pointer = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : string.Empty;
        if (Find(pointer) is not { } target)
        {
            return Unusable("a $ref in it leads to nothing within it");
        }

        if (!open.Add(pointer))
        {
            return Unusable("it refers to itself");
        }

        var expanded = Expand(target, depth + 1);
        open.Remove(pointer);
        return expanded;
    }

    /// <summary>Local JSON pointers only (RFC 6901 in a fragment).</summary>
    private JsonElement? Find(string pointer)
    {
        if (!pointer.StartsWith('#') || (pointer.Length > 1 && pointer[1] != '/'))
        {
            return null;
        }

        var at = root;
        foreach (var segment in Uri.UnescapeDataString(pointer).Split('/').Skip(1))
        {
            var name = segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index)
                && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    private JsonValue Unusable(string because)
    {
        // A lenient reader checks what it can; what it can't, fits.
        Fault ??= isLenient && because != "it is too large or too deep" ? null : because;
        return JsonValue.Create(true);
    }
}
