using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Conditions;

/// <summary>Takes the true or the false branch; what flows in flows on unchanged.</summary>
internal sealed class ConditionProcessor : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "condition",
        Title = "Condition",
        Description = "Takes the branch true or false. Its output is its input, unchanged.",
        IsPure = true,
        Outputs = ["true", "false"],
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "condition": { "type": ["boolean", "string"], "description": "An expression that gives true or false." },
                "conditions": {
                  "type": "array", "minItems": 1, "maxItems": 100,
                  "description": "Comparisons, instead of condition.",
                  "items": {
                    "type": "object",
                    "properties": {
                      "left": { "description": "The value to look at, usually an expression." },
                      "operator": {
                        "enum": ["equals", "notEquals", "greaterThan", "greaterOrEqual", "lessThan", "lessOrEqual", "contains", "notContains",
                          "startsWith", "endsWith", "matches", "in", "notIn", "exists", "notExists", "isEmpty", "isNotEmpty", "isTrue", "isFalse",
                          "==", "!=", ">", ">=", "<", "<="]
                      },
                      "right": { "description": "What to compare with." }
                    },
                    "required": ["operator"]
                  }
                },
                "combine": { "enum": ["all", "any"], "default": "all", "description": "Whether all of conditions must hold, or any." }
              },
              "oneOf": [ { "required": ["condition"] }, { "required": ["conditions"] } ]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private static StepResult Run(StepContext context)
    {
        var read = new SettingsReader(context.Settings);
        var isSingle = context.Settings.TryGetProperty("condition", out var condition);
        if (isSingle && read.Any("conditions") is not null)
        {
            read.Reject("condition", "and conditions exclude each other");
        }

        var list = isSingle ? null : ConditionList.Read(read);
        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var holds = list is null ? Single(condition) : list.Holds(c => c.TryGetProperty("left", out var left) ? left : null);
        return holds.IsSuccess
            ? StepResult.Completed(context.Input) with { Branch = holds.Value ? "true" : "false" }
            : StepResult.Failed(holds.Error);
    }

    private static Result<bool> Single(JsonElement condition) => condition.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when condition.ValueEquals("true") => true,
        JsonValueKind.String when condition.ValueEquals("false") => false,
        _ => ProcessorErrors.SettingInvalid("condition", $"must give true or false, not {SettingsReader.KindOf(condition)}"),
    };
}
