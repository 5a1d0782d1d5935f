using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Templates;

/// <summary>
/// Writes a text: one whose expressions were resolved before it came here, or a Liquid template as it was saved. Data is never a template.
/// </summary>
internal sealed class TemplateProcessor : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "template",
        Title = "Template",
        Description = "Writes a text from expressions, or by a Liquid template. Its output is the text.",
        IsPure = true,
        RawSettings = ["liquid"],
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "text": { "description": "The text, with expressions where data belongs. A value that is no text is written as JSON." },
                "liquid": { "type": "string", "minLength": 1, "maxLength": 65536, "description": "A Liquid template, instead of text: taken as it stands, expressions in it are Liquid's own." },
                "data": { "description": "For liquid: what the template sees, at most 1 MiB: an object's fields by their names, and all of it as data; the input unless set." },
                "escape": { "enum": ["none", "html"], "default": "none", "description": "For liquid: whether data is written so that it is text in HTML." }
              },
              "oneOf": [ { "required": ["text"] }, { "required": ["liquid"] } ]
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var text = read.Any("text");
        var liquid = read.Text("liquid");
        if (text is null == liquid is null)
        {
            read.Reject("text", "or liquid is needed, and not both");
        }

        var escapesHtml = read.Choice("escape", "none", "none", "html") == "html";
        var data = read.Any("data") ?? context.Input;
        if (liquid is not null && JsonValue.Size(data) > LiquidTemplate.MaxData)
        {
            read.Reject("data", $"must not have more than {LiquidTemplate.MaxData >> 20} MiB");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        if (liquid is null)
        {
            return StepResult.Completed(JsonValue.Text(JsonValue.AsText(text!.Value)));
        }

        var (rendered, rule) = await LiquidTemplate.RenderAsync(liquid, data, escapesHtml, cancellationToken);
        return rule is null ? StepResult.Completed(JsonValue.Text(rendered!)) : StepResult.Failed(ProcessorErrors.SettingInvalid("liquid", rule));
    }
}
