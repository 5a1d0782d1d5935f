using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Json;

/// <summary>Reads and writes JSON texts, and picks fields.</summary>
internal sealed class JsonProcessor : IProcessor
{
    private const int MaxText = 8 << 20;
    private const int MaxItems = 100_000;
    private const int MaxFields = 200;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true, NewLine = "\n" };

    public NodeType Type { get; } = new()
    {
        Name = "json",
        Title = "JSON",
        Description = "Reads JSON text, writes a value as JSON text, or picks fields of an object or of each item of a list. Its output is the value or the text.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "operation": { "enum": ["parse", "format", "pick"], "description": "parse: text to value. format: value to text. pick: some fields of a value." },
                "text": { "type": "string", "maxLength": 8388608, "description": "For parse: the text; the input unless set." },
                "value": { "description": "For format and pick: the value; the input unless set." },
                "indent": { "type": "boolean", "default": false, "description": "For format: over several lines." },
                "fields": {
                  "description": "For pick: dotted paths, or an object of new names and dotted paths. What is not there is left out.",
                  "oneOf": [
                    { "type": "array", "minItems": 1, "maxItems": 200, "items": { "type": "string", "minLength": 1, "maxLength": 500 } },
                    { "type": "object", "minProperties": 1, "maxProperties": 200, "additionalProperties": { "type": "string", "minLength": 1, "maxLength": 500 } }
                  ]
                }
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
        return read.Choice("operation", string.Empty, "parse", "format", "pick") switch
        {
            "parse" => Parse(read, context.Input),
            "format" => Format(read, read.Any("value") ?? context.Input),
            "pick" => Pick(read, read.Any("value") ?? context.Input, cancellationToken),
            _ => StepResult.Failed(read.Fault!),
        };
    }

    private static StepResult Parse(SettingsReader read, JsonElement input)
    {
        var text = read.Any("text") ?? input;
        if (text.ValueKind != JsonValueKind.String || text.GetString()!.Length > MaxText)
        {
            read.Reject("text", $"must be text of at most {MaxText} characters");
            return StepResult.Failed(read.Fault!);
        }

        var value = SoundJson.Read(Encoding.UTF8.GetBytes(text.GetString()!.TrimStart('\uFEFF')), out var fault);
        return value is { } parsed ? StepResult.Completed(parsed) : StepResult.Failed(ProcessorErrors.SettingInvalid("text", $"is not JSON: {fault}"));
    }

    private static StepResult Format(SettingsReader read, JsonElement value)
    {
        var isIndented = read.Flag("indent", false);
        if (JsonValue.Size(value) > MaxText)
        {
            read.Reject("value", $"must not have more than {MaxText >> 20} MiB");
        }

        return read.Fault is { } fault
            ? StepResult.Failed(fault)
            : StepResult.Completed(JsonValue.Text(JsonSerializer.Serialize(value, isIndented ? Indented : Compact)));
    }

    private static StepResult Pick(SettingsReader read, JsonElement value, CancellationToken cancellationToken)
    {
        var fields = Fields(read);
        var isList = value.ValueKind == JsonValueKind.Array;
        if (!isList && value.ValueKind != JsonValueKind.Object)
        {
            read.Reject("value", $"must be an object or a list of objects, not {SettingsReader.KindOf(value)}");
        }
        else if (isList && (value.GetArrayLength() > MaxItems || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object)))
        {
            read.Reject("value", $"must be an object or a list of at most {MaxItems} objects");
        }
        else if ((long)JsonValue.Size(value) * Overlap(fields) > MaxText * 2L)
        {
            read.Reject("fields", $"would pick more than {MaxText >> 19} MiB");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        return StepResult.Completed(JsonValue.Write(writer =>
        {
            if (!isList)
            {
                Write(writer, value, fields);
                return;
            }

            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                Write(writer, item, fields);
            }

            writer.WriteEndArray();
        }));
    }

    /// <summary>How often the same place can come out at most.</summary>
    private static int Overlap(List<(string Name, string Path)> fields) =>
        fields.Count == 0 ? 0 : fields.GroupBy(f => f.Path.Split('.')[0], StringComparer.Ordinal).Max(g => g.Count());

    private static List<(string Name, string Path)> Fields(SettingsReader read)
    {
        var named = read.Any("fields") is { ValueKind: JsonValueKind.Object };
        List<(string Name, JsonElement Path)> given = named
            ? [.. read.Entries("fields", MaxFields).Select(e => (e.Name, e.Value))]
            : [.. read.Items("fields", MaxFields).Select(path => (string.Empty, path))];
        var fields = new List<(string Name, string Path)>();
        foreach (var (name, path) in given)
        {
            var text = path.ValueKind == JsonValueKind.String ? path.GetString()! : string.Empty;
            if (text.Length is 0 or > ItemPath.MaxLength)
            {
                read.Reject("fields", $"must hold paths of 1 to {ItemPath.MaxLength} characters");
            }

            fields.Add((named ? name : text[(text.LastIndexOf('.') + 1)..], text));
        }

        if (fields.Count == 0 || fields.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count() < fields.Count)
        {
            read.Reject("fields", "must hold at least one path, and no name twice");
        }

        return fields;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement item, List<(string Name, string Path)> fields)
    {
        writer.WriteStartObject();
        foreach (var (name, path) in fields)
        {
            if (ItemPath.FindField(item, path) is { } value)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
