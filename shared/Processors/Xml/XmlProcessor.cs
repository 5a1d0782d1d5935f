using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Xml;

/// <summary>Reads and writes XML.</summary>
internal sealed class XmlProcessor : IProcessor
{
    private const int MaxLists = 100;

    public NodeType Type { get; } = new()
    {
        Name = "xml",
        Title = "XML",
        Description = "Makes a value of XML text, or XML text of a value. Its output is the value or the text.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "operation": { "enum": ["parse", "format"], "description": "parse: text to value. format: value to text." },
                "text": { "type": "string", "maxLength": 1048576, "description": "For parse: the document; the input unless set." },
                "lists": { "type": "array", "maxItems": 100, "items": { "type": "string", "minLength": 1, "maxLength": 200 }, "description": "For parse: names of elements that become lists even where there is one." },
                "value": { "description": "For format: an object with one field, the root; the input unless set." },
                "indent": { "type": "boolean", "default": false, "description": "For format: an element a line." }
              },
              "required": ["operation"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Run(context, cancellationToken));

    private static StepResult Run(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        return read.Choice("operation", string.Empty, "parse", "format") switch
        {
            "parse" => Parse(read, context.Input, cancellationToken),
            "format" => Format(read, context.Input, cancellationToken),
            _ => StepResult.Failed(read.Fault!),
        };
    }

    private static StepResult Parse(SettingsReader read, JsonElement input, CancellationToken cancellationToken)
    {
        var text = read.Any("text") ?? input;
        var lists = read.Items("lists", MaxLists);
        if (lists.Any(name => name.ValueKind != JsonValueKind.String))
        {
            read.Reject("lists", "must be names");
        }

        if (text.ValueKind != JsonValueKind.String || text.GetString()!.Length > XmlReading.MaxLength)
        {
            read.Reject("text", $"must be text of at most {XmlReading.MaxLength} characters");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var (value, rule) = XmlReading.Read(
            text.GetString()!.TrimStart('\uFEFF'), lists.Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal), cancellationToken);
        return value is { } parsed ? StepResult.Completed(parsed) : StepResult.Failed(ProcessorErrors.SettingInvalid("text", rule!));
    }

    private static StepResult Format(SettingsReader read, JsonElement input, CancellationToken cancellationToken)
    {
        var writing = new XmlWriting(read.Flag("indent", false));
        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var text = writing.Write(read.Any("value") ?? input, cancellationToken);
        return writing.Fault is { } rule ? StepResult.Failed(ProcessorErrors.SettingInvalid("value", rule)) : StepResult.Completed(JsonValue.Text(text));
    }
}
