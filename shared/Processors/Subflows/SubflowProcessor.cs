using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Subflows;

/// <summary>Runs another flow and waits for its result.</summary>
internal sealed class SubflowProcessor : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "subflow",
        Title = "Subflow",
        Description = "Runs another flow of the organization as a run of its own and waits for it. Its output is that run's result.",
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "flowId": { "type": "string", "minLength": 1, "maxLength": 100, "description": "The flow's id." },
                "version": { "enum": ["published", "draft"], "default": "published", "description": "Its latest published version, or the flow as it stands." },
                "inputs": { "type": "object", "description": "What it is given; nothing unless set." }
              },
              "required": ["flowId"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Run(context));

    private static StepResult Run(StepContext context)
    {
        var read = new SettingsReader(context.Settings);
        var flowId = read.RequiredText("flowId");
        var usesDraft = read.Choice("version", "published", "published", "draft") == "draft";
        var inputs = read.Any("inputs") ?? JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement>());
        if (inputs.ValueKind != JsonValueKind.Object)
        {
            read.Reject("inputs", $"must be an object, not {SettingsReader.KindOf(inputs)}");
        }

        return read.Fault is { } fault ? StepResult.Failed(fault) : StepResult.Calling(new SubflowRequest(flowId, usesDraft, inputs));
    }
}
