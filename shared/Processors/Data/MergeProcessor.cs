using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Data;

/// <summary>Puts several values together: fields of objects over one another, or lists after one another.</summary>
internal sealed class MergeProcessor : IProcessor
{
    private const int MaxValues = 100;

    public NodeType Type { get; } = new()
    {
        Name = "merge",
        Title = "Merge",
        Description = "Puts the outputs of several branches together. Values that are null, such as outputs of skipped nodes, are left out.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "values": { "type": "array", "minItems": 1, "maxItems": 100, "description": "What to put together, usually one expression a branch." },
                "mode": { "enum": ["combine", "append"], "default": "combine", "description": "combine: objects into one, later fields win. append: lists and single values into one list." }
              },
              "required": ["values"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private static StepResult Run(StepContext context)
    {
        var read = new SettingsReader(context.Settings);
        var values = read.Items("values", MaxValues).Where(v => v.ValueKind is not JsonValueKind.Null).ToList();
        if (read.Any("values") is null)
        {
            read.Reject("values", "is needed");
        }

        var combine = read.Choice("mode", "combine", "combine", "append") == "combine";
        if (combine && values.Exists(v => v.ValueKind != JsonValueKind.Object))
        {
            read.Reject("values", "must be objects to be combined; mode append takes anything");
        }

        return read.Fault is { } fault ? StepResult.Failed(fault) : StepResult.Completed(combine ? Combine(values) : Append(values));
    }

    private static JsonElement Combine(List<JsonElement> values)
    {
        var fields = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in values.SelectMany(v => v.EnumerateObject()))
        {
            fields[property.Name] = property.Value;
        }

        return JsonValue.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    private static JsonElement Append(List<JsonElement> values) => JsonValue.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in values.SelectMany(v => v.ValueKind == JsonValueKind.Array ? v.EnumerateArray().ToArray() : [v]))
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    });
}
