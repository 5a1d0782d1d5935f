using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Conditions;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Data;

/// <summary>Keeps the items of a list that meet conditions.</summary>
internal sealed class FilterProcessor : IProcessor
{
    private const int MaxItems = 100_000;

    public NodeType Type { get; } = new()
    {
        Name = "filter",
        Title = "Filter",
        Description = "Keeps the items of a list that meet conditions. Its output is the list of those.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "items": { "type": "array", "description": "The list; the input unless set." },
                "conditions": {
                  "type": "array", "minItems": 1, "maxItems": 100,
                  "description": "Each compares a field of the item.",
                  "items": {
                    "type": "object",
                    "properties": {
                      "field": { "type": "string", "maxLength": 500, "description": "A dotted path into the item; the item itself unless set." },
                      "operator": { "type": "string", "description": "One of the operators of the condition node." },
                      "right": { "description": "What to compare with." }
                    },
                    "required": ["operator"]
                  }
                },
                "combine": { "enum": ["all", "any"], "default": "all", "description": "Whether all conditions must hold, or any." }
              },
              "required": ["conditions"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Run(context, cancellationToken));

    private static StepResult Run(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var conditions = ConditionList.Read(read);
        var items = read.Any("items") ?? context.Input;
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() > MaxItems)
        {
            read.Reject("items", $"must be a list of at most {MaxItems} items");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var kept = new List<JsonElement>();
        foreach (var item in items.EnumerateArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Result<bool> holds = conditions.Holds(condition => Field(item, condition));
            if (!holds.IsSuccess)
            {
                return StepResult.Failed(holds.Error);
            }

            if (holds.Value)
            {
                kept.Add(item);
            }
        }

        return StepResult.Completed(JsonSerializer.SerializeToElement(kept));
    }

    private static JsonElement? Field(JsonElement item, JsonElement condition)
    {
        var path = condition.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String ? field.GetString()! : string.Empty;
        return ItemPath.Find(item, path);
    }
}
