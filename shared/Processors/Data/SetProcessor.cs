using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Data;

/// <summary>Shapes data: its output is what the settings say.</summary>
internal sealed class SetProcessor : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "set",
        Title = "Set",
        Description = "Shapes data. Its output is the object of named values, or the one value, that its settings give.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "values": { "type": "object", "maxProperties": 500, "description": "The output's fields; each value may hold expressions and keeps its type." },
                "value": { "description": "The output itself, instead of values." },
                "keepInput": { "type": "boolean", "default": false, "description": "With values: starts from the input's fields and writes the values over them." }
              },
              "oneOf": [ { "required": ["values"] }, { "required": ["value"] } ]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private static StepResult Run(StepContext context)
    {
        var read = new SettingsReader(context.Settings);
        var hasValue = context.Settings.TryGetProperty("value", out var value);
        var values = read.Any("values");
        if (values is null == !hasValue)
        {
            read.Reject("values", "or value is needed, and not both");
        }

        var entries = read.Entries("values", 500);
        var keepInput = read.Flag("keepInput", false);
        if (keepInput && context.Input.ValueKind != JsonValueKind.Object)
        {
            read.Reject("keepInput", $"needs an object flowing in, and {SettingsReader.KindOf(context.Input)} does");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        return StepResult.Completed(hasValue ? value : keepInput ? Over(context.Input, entries) : values!.Value);
    }

    private static JsonElement Over(JsonElement input, IReadOnlyList<JsonProperty> entries)
    {
        var written = entries.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        return JsonValue.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var property in input.EnumerateObject().Where(p => !written.Contains(p.Name)).Concat(entries))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }
}
