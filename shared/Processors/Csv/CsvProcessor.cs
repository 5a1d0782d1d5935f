using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Csv;

/// <summary>Reads and writes CSV.</summary>
internal sealed class CsvProcessor : IProcessor
{
    private const int MaxText = 8 << 20;

    public NodeType Type { get; } = new()
    {
        Name = "csv",
        Title = "CSV",
        Description = "Makes a list of CSV text, or CSV text of a list. Its output is the list or the text.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "operation": { "enum": ["parse", "format"], "description": "parse: text to list. format: list to text." },
                "text": { "type": "string", "maxLength": 8388608, "description": "For parse: the text; the input unless set." },
                "rows": { "type": "array", "maxItems": 100000, "description": "For format: objects or lists; the input unless set." },
                "header": { "type": "boolean", "default": true, "description": "Whether the first row holds the columns' names." },
                "delimiter": { "type": "string", "minLength": 1, "maxLength": 1, "default": ",", "description": "The character between cells." },
                "convert": { "type": "boolean", "default": false, "description": "For parse: numbers, true and false become such, and empty cells null." },
                "columns": { "type": "array", "minItems": 1, "maxItems": 1000, "items": { "type": "string", "minLength": 1, "maxLength": 500 }, "description": "For format: the fields to write, dotted paths too; all unless set." },
                "lineEnd": { "enum": ["crlf", "lf"], "default": "crlf", "description": "For format: what ends a row." },
                "guardFormulas": { "type": "boolean", "default": true, "description": "For format: puts a ' ahead of texts that a spreadsheet would run as formulas." }
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
        var operation = read.Choice("operation", string.Empty, "parse", "format");
        var hasHeader = read.Flag("header", true);
        var delimiter = read.Text("delimiter") ?? ",";
        if (delimiter is not [not ('"' or '\r' or '\n')])
        {
            read.Reject("delimiter", "must be one character, and no quote or line end");
        }

        return operation == "format" ? Format(context, read, delimiter, hasHeader, cancellationToken) : Parse(context, read, delimiter, hasHeader, cancellationToken);
    }

    private static StepResult Parse(StepContext context, SettingsReader read, string delimiter, bool hasHeader, CancellationToken cancellationToken)
    {
        var text = read.Any("text") ?? context.Input;
        var convert = read.Flag("convert", false);
        if (text.ValueKind != JsonValueKind.String || text.GetString()!.Length > MaxText)
        {
            read.Reject("text", $"must be text of at most {MaxText} characters");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var parsing = new CsvParsing(new CsvReader(text.GetString()!, delimiter[0]), hasHeader, convert);
        var list = parsing.Read(cancellationToken);
        return parsing.Fault is { } rule ? StepResult.Failed(ProcessorErrors.SettingInvalid("text", rule.StartsWith("row", StringComparison.Ordinal) ? $"is no CSV: {rule}" : rule)) : StepResult.Completed(list);
    }

    private static StepResult Format(StepContext context, SettingsReader read, string delimiter, bool hasHeader, CancellationToken cancellationToken)
    {
        var rows = read.Any("rows") ?? context.Input;
        var columns = read.Items("columns", CsvParsing.MaxColumns);
        var lineEnd = read.Choice("lineEnd", "crlf", "crlf", "lf") == "lf" ? "\n" : "\r\n";
        var guardFormulas = read.Flag("guardFormulas", true);
        if (rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() > CsvParsing.MaxRows)
        {
            read.Reject("rows", $"must be a list of at most {CsvParsing.MaxRows} objects or lists");
        }

        if (columns.Any(c => c.ValueKind != JsonValueKind.String || c.GetString() is not { Length: > 0 and <= ItemPath.MaxLength }))
        {
            read.Reject("columns", $"must be names of 1 to {ItemPath.MaxLength} characters");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var writing = new CsvWriting(delimiter[0], lineEnd, guardFormulas);
        var text = writing.Write(rows, [.. columns.Select(c => c.GetString()!)], hasHeader, cancellationToken);
        return writing.Fault is { } rule ? StepResult.Failed(ProcessorErrors.SettingInvalid("rows", rule)) : StepResult.Completed(JsonValue.Text(text));
    }
}
