using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace HiveFlow.Functions.OpenApi;

/// <summary>The JSON Schemas of the types that operations name, as the serializer itself sees them.</summary>
internal sealed class SchemaBook
{
    /// <summary>The schema of failures.</summary>
    public const string ProblemName = "Problem";

    private const string Prefix = "#/components/schemas/";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSchemaExporterOptions Exporting = new() { TreatNullObliviousAsNonNullable = true };

    private static readonly JsonSerializerContext[] WithoutNulls = [.. ContractsWithoutNulls()];

    private readonly SortedDictionary<string, (Type Type, JsonNode Schema)> byName = new(StringComparer.Ordinal);

    /// <summary>A reference to the schema of what clients send: no fields but those named, unless the type keeps all others.</summary>
    /// <exception cref="InvalidOperationException">Another type of the same name is in the book.</exception>
    public JsonObject Body(Type type) => Reference(type, isClosed: true);

    /// <summary>A reference to the schema of what clients read: fields may be added one day.</summary>
    /// <exception cref="InvalidOperationException">Another type of the same name is in the book.</exception>
    public JsonObject Answer(Type type) => Reference(type, isClosed: false);

    /// <summary>Whether a body of this type has fields that must be there.</summary>
    public bool HasRequired(Type type)
    {
        Body(type);
        return byName.TryGetValue(type.Name, out var known) && known.Schema is JsonObject schema && schema["required"] is JsonArray { Count: > 0 };
    }

    /// <summary>All schemas, by name.</summary>
    public JsonObject Build()
    {
        var all = new JsonObject { [ProblemName] = Problem() };
        foreach (var (name, (_, schema)) in byName)
        {
            all[name] = schema.DeepClone();
        }

        return all;
    }

    private JsonObject Reference(Type type, bool isClosed)
    {
        if (type == typeof(JsonElement) || type == typeof(JsonObject))
        {
            return new JsonObject { ["type"] = "object" };
        }

        var name = type.Name;
        if (!byName.TryGetValue(name, out var known))
        {
            byName[name] = (type, Export(type, name, isClosed));
        }
        else if (known.Type != type)
        {
            throw new InvalidOperationException($"Two types of the API are called {name}: {known.Type} and {type}.");
        }

        return new JsonObject { ["$ref"] = Prefix + name };
    }

    private static JsonNode Export(Type type, string name, bool isClosed)
    {
        var schema = Options.GetJsonSchemaAsNode(type, Exporting);

        // A top-level body or answer is never null, and the exporter's references are relative to the schema alone.
        if (schema is JsonObject root && root["type"] is JsonArray)
        {
            root["type"] = "object";
        }

        Rewrite(schema, name, isClosed && !type.GetProperties().Any(property => property.IsDefined(typeof(JsonExtensionDataAttribute))));
        if (!isClosed && WithoutNulls.Any(context => context.GetTypeInfo(type) is not null))
        {
            Loosen(schema);
        }

        return schema;
    }

    // What a contract leaves out when it is null is not always there.
    private static void Loosen(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Loosen(item);
            }
        }
        else if (node is JsonObject fields)
        {
            if (fields["required"] is JsonArray required && fields["properties"] is JsonObject properties)
            {
                var stay = required.Select(name => name!.GetValue<string>()).Where(name => !MayBeNull(properties[name])).ToList();
                fields.Remove("required");
                if (stay.Count > 0)
                {
                    fields["required"] = new JsonArray([.. stay.Select(name => (JsonNode?)name)]);
                }
            }

            foreach (var (_, value) in fields.ToList())
            {
                Loosen(value);
            }
        }
    }

    // A schema that says nothing of the type is anything's, null included.
    private static bool MayBeNull(JsonNode? schema) => schema is not JsonObject fields
        || fields["type"] is JsonArray types && types.Any(type => type?.GetValue<string>() == "null");

    private static IEnumerable<JsonSerializerContext> ContractsWithoutNulls() =>
        from type in typeof(SchemaBook).Assembly.GetTypes()
        where type.IsSubclassOf(typeof(JsonSerializerContext))
        let context = (JsonSerializerContext)type.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!
        where context.Options.DefaultIgnoreCondition == JsonIgnoreCondition.WhenWritingNull
        select context;

    private static void Rewrite(JsonNode? node, string name, bool isClosed)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Rewrite(item, name, isClosed);
            }
        }
        else if (node is JsonObject fields)
        {
            if (fields["$ref"]?.GetValue<string>() is ['#', .. var rest])
            {
                fields["$ref"] = Prefix + name + rest;
            }

            if (!isClosed && fields["additionalProperties"] is JsonValue)
            {
                fields.Remove("additionalProperties");
            }

            foreach (var (_, value) in fields)
            {
                Rewrite(value, name, isClosed);
            }
        }
    }

    private static JsonObject Problem()
    {
        static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["type"] = Text("The address of a page about this code."),
                ["title"] = Text("The HTTP status in words."),
                ["status"] = new JsonObject { ["type"] = "integer" },
                ["detail"] = Text("What happened, in one sentence."),
                ["instance"] = Text("This request."),
                ["code"] = Text("The stable name of the failure."),
                ["traceId"] = Text("What to tell support."),
                ["success"] = new JsonObject { ["const"] = false },
                ["error"] = Text("The same as detail."),
                ["message"] = Text("The same as detail."),
                ["errors"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "Sentences by field.",
                    ["additionalProperties"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
                },
            },
            ["required"] = new JsonArray("type", "title", "status", "detail", "instance", "code", "traceId", "success", "error", "message"),
        };
    }
}
