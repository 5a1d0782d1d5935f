using System.Text.Json;
using HiveFlow.Flows;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;
using Microsoft.Extensions.Options;

namespace HiveFlow.Processors.Loops;

/// <summary>Runs its body for one item after the other.</summary>
internal sealed class LoopProcessor(IOptions<FlowsOptions> options) : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "loop",
        Title = "Loop",
        Description = "Runs its body for each item of a list, one after the other, or until a condition holds. Its output is what each item came to.",
        HasBody = true,
        Outputs = LoopSettings.Outputs,
        LateSettings = [LoopRequest.Until],
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "items": { "type": "array", "description": "The list, usually an expression." },
                "maxIterations": { "type": "integer", "minimum": 1, "maximum": 100000, "description": "Without a list: how often at most. item is the index then." },
                "until": { "type": ["boolean", "string"], "description": "An expression looked at after each item: when it is true, the loop is over." },
                "onItemError": { "enum": ["fail", "continue"], "default": "fail", "description": "Whether an item that fails ends the loop, or is noted in errors." }
              },
              "oneOf": [ { "required": ["items"] }, { "required": ["maxIterations"] } ]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private StepResult Run(StepContext context)
    {
        var (read, limits) = (new SettingsReader(context.Settings), options.Value.Loops);
        var isCounted = read.Any("items") is null;
        if (isCounted && read.Any("maxIterations") is null)
        {
            read.Reject("items", "or maxIterations is needed");
        }

        var most = (int)read.Whole("maxIterations", limits.MaxItems, 1, limits.MaxItems);
        var items = isCounted ? default : LoopSettings.Items(read, limits);
        var goesOn = LoopSettings.GoesOnAfterErrors(read);
        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var count = isCounted ? most : Math.Min(most, items.GetArrayLength());
        return StepResult.Looping(new LoopRequest(items, count, Parallelism: 1) { GoesOnAfterErrors = goesOn });
    }
}
