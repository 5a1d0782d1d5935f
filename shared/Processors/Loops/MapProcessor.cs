using HiveFlow.Flows;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;
using Microsoft.Extensions.Options;

namespace HiveFlow.Processors.Loops;

/// <summary>Runs its body for several items at a time.</summary>
internal sealed class MapProcessor(IOptions<FlowsOptions> options) : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "map",
        Title = "Map",
        Description = "Runs its body for each item of a list, several at a time. Its output is what each item came to, in the list's order.",
        HasBody = true,
        Outputs = LoopSettings.Outputs,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "items": { "type": "array", "description": "The list, usually an expression." },
                "parallelism": { "type": "integer", "minimum": 1, "maximum": 100, "default": 4, "description": "Items at work at a time; more than this system allows are as many as it does." },
                "onItemError": { "enum": ["fail", "continue"], "default": "fail", "description": "Whether an item that fails ends the map, or is noted in errors." }
              },
              "required": ["items"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private StepResult Run(StepContext context)
    {
        var (read, limits) = (new SettingsReader(context.Settings), options.Value.Loops);
        var items = LoopSettings.Items(read, limits);
        var parallelism = (int)Math.Min(read.Whole("parallelism", limits.Parallelism, 1, 100), limits.MaxParallelism);
        var goesOn = LoopSettings.GoesOnAfterErrors(read);
        return read.Fault is { } fault
            ? StepResult.Failed(fault)
            : StepResult.Looping(new LoopRequest(items, items.GetArrayLength(), parallelism) { GoesOnAfterErrors = goesOn });
    }
}
