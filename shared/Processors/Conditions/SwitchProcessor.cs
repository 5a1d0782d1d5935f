using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Conditions;

/// <summary>Takes the branch of the first case that fits, or <c>default</c>; what flows in flows on unchanged.</summary>
internal sealed class SwitchProcessor : IProcessor
{
    private const string Default = "default";
    private const int MaxCases = 100;

    public NodeType Type { get; } = new()
    {
        Name = "switch",
        Title = "Switch",
        Description = "Takes the branch of the first case that fits, else the branch default. Its output is its input, unchanged.",
        IsPure = true,
        OutputsFrom = Handles,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "value": { "description": "The value that the cases are compared with, usually an expression." },
                "cases": {
                  "type": "array", "minItems": 1, "maxItems": 100,
                  "items": {
                    "type": "object",
                    "properties": {
                      "value": { "description": "Fits when it equals the node's value, type included." },
                      "when": { "type": ["boolean", "string"], "description": "Fits when true, instead of value." },
                      "handle": { "type": "string", "minLength": 1, "maxLength": 100, "description": "The source handle of the branch." }
                    },
                    "required": ["handle"]
                  }
                }
              },
              "required": ["cases"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private static StepResult Run(StepContext context)
    {
        var read = new SettingsReader(context.Settings);
        var value = read.Any("value") ?? JsonValue.Null;
        var cases = read.Items("cases", MaxCases);
        if (cases.Count == 0 || cases.Any(c => HandleOf(c) is null))
        {
            read.Reject("cases", "must hold at least one case, each with a handle");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var fitting = cases.Where(c => Fits(c, value)).Select(HandleOf).FirstOrDefault() ?? Default;
        return StepResult.Completed(context.Input) with { Branch = fitting };
    }

    private static bool Fits(JsonElement @case, JsonElement value)
    {
        if (@case.TryGetProperty("when", out var when))
        {
            return when.ValueKind == JsonValueKind.True || (when.ValueKind == JsonValueKind.String && when.ValueEquals("true"));
        }

        return @case.TryGetProperty("value", out var wanted) && JsonElement.DeepEquals(wanted, value);
    }

    private static string? HandleOf(JsonElement @case) =>
        @case.ValueKind == JsonValueKind.Object && @case.TryGetProperty("handle", out var handle) && handle.ValueKind == JsonValueKind.String
            ? handle.GetString()
            : null;

    private static IReadOnlyList<string> Handles(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty("cases", out var cases) && cases.ValueKind == JsonValueKind.Array
            ? [.. cases.EnumerateArray().Take(MaxCases).Select(HandleOf).OfType<string>().Append(Default).Distinct(StringComparer.Ordinal)]
            : [Default];
}
