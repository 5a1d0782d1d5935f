using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Data;

/// <summary>Writes a text; its expressions are resolved before it comes here, and never again.</summary>
internal sealed class TemplateProcessor : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "template",
        Title = "Template",
        Description = "Writes a text from expressions. Its output is the text.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "text": { "description": "The text, with expressions where data belongs. A value that is no text is written as JSON." }
              },
              "required": ["text"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var text = new SettingsReader(context.Settings).Any("text");
        return ValueTask.FromResult(text is null
            ? StepResult.Failed(ProcessorErrors.SettingInvalid("text", "is needed"))
            : StepResult.Completed(JsonValue.Text(JsonValue.AsText(text.Value))));
    }
}
