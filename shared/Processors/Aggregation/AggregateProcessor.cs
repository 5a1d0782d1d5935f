using System.Text;
using System.Text.Json;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Aggregation;

/// <summary>Sums up a list, as a whole or group by group.</summary>
internal sealed class AggregateProcessor : IProcessor
{
    private const int MaxItems = 100_000;
    private const int MaxKeys = 10;
    private const int MaxGroupValues = 500_000;
    private const long MaxOutput = 16 << 20;

    public NodeType Type { get; } = new()
    {
        Name = "aggregate",
        Title = "Aggregate",
        Description = "Counts, adds, averages, compares or collects the items of a list. Its output is an object, or with groupBy a list of one object a group.",
        IsPure = true,
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "items": { "type": "array", "description": "The list; the input unless set." },
                "groupBy": {
                  "description": "A field, or up to ten, whose equal values make a group; dotted paths into the item.",
                  "oneOf": [
                    { "type": "string", "minLength": 1, "maxLength": 500 },
                    { "type": "array", "minItems": 1, "maxItems": 10, "items": { "type": "string", "minLength": 1, "maxLength": 500 } }
                  ]
                },
                "values": {
                  "type": "object", "minProperties": 1, "maxProperties": 50,
                  "description": "What to find, by its name in the output.",
                  "additionalProperties": {
                    "type": "object",
                    "properties": {
                      "operation": { "enum": ["count", "sum", "avg", "min", "max", "collect"] },
                      "field": { "type": "string", "maxLength": 500, "description": "A dotted path into the item; the item itself unless set." }
                    },
                    "required": ["operation"]
                  }
                }
              },
              "required": ["values"]
            }
            """),
    };

    public ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Run(context, cancellationToken));

    private static StepResult Run(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var columns = AggregateColumn.Read(read);
        var keys = Keys(read, columns);
        var items = read.Any("items") ?? context.Input;
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() > MaxItems)
        {
            read.Reject("items", $"must be a list of at most {MaxItems} items");
        }
        else if ((long)JsonValue.Size(items) * columns.Count(c => c.Operation == "collect") > MaxOutput)
        {
            read.Reject("values", $"would collect more than {MaxOutput >> 20} MiB");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var groups = new OrderedDictionary<string, Group>(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            groups.Add(string.Empty, new Group([], columns));
        }

        var place = 0;
        foreach (var item in items.EnumerateArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = keys.Select(key => ItemPath.FindField(item, key) ?? JsonValue.Null).ToArray();
            var name = Name(values);
            if (!groups.TryGetValue(name, out var group))
            {
                groups.Add(name, group = new Group(values, columns));
                if ((long)groups.Count * columns.Count > MaxGroupValues)
                {
                    return StepResult.Failed(ProcessorErrors.SettingInvalid("groupBy", $"makes so many groups that more than {MaxGroupValues} values would come out"));
                }
            }

            place++;
            foreach (var accumulator in group.Accumulators)
            {
                if (accumulator.Add(item, place) is { } error)
                {
                    return StepResult.Failed(error);
                }
            }
        }

        return StepResult.Completed(JsonValue.Write(writer => Write(writer, keys, columns, groups.Values)));
    }

    private static List<string> Keys(SettingsReader read, IReadOnlyList<AggregateColumn> columns)
    {
        var keys = read.Any("groupBy") is { ValueKind: JsonValueKind.String } one
            ? [one.GetString()!]
            : read.Items("groupBy", MaxKeys).Select(key => key.ValueKind == JsonValueKind.String ? key.GetString()! : string.Empty).ToList();
        if (keys.Exists(key => key.Length is 0 or > ItemPath.MaxLength))
        {
            read.Reject("groupBy", $"must be a field or a list of fields, each of 1 to {ItemPath.MaxLength} characters");
        }

        var twice = keys.Concat(columns.Select(c => c.Name)).GroupBy(name => name, StringComparer.Ordinal).Any(name => name.Count() > 1);
        if (twice)
        {
            read.Reject("groupBy", "must not have the same name twice, nor one of values");
        }

        return keys;
    }

    /// <summary>Equal for equal values: a number's form (1 or 1.0) and a text's escapes don't count.</summary>
    private static string Name(IReadOnlyList<JsonElement> values)
    {
        var name = new StringBuilder();
        foreach (var value in values)
        {
            var text = value.ValueKind switch
            {
                JsonValueKind.String => "s" + value.GetString(),
                JsonValueKind.Number when value.TryGetDecimal(out var number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"n{number / 1.000000000000000000000000000000m}"),
                _ => "j" + value.GetRawText(),
            };
            name.Append(text.Length).Append(':').Append(text);
        }

        return name.ToString();
    }

    private static void Write(Utf8JsonWriter writer, List<string> keys, IReadOnlyList<AggregateColumn> columns, IEnumerable<Group> groups)
    {
        if (keys.Count > 0)
        {
            writer.WriteStartArray();
        }

        foreach (var group in groups)
        {
            writer.WriteStartObject();
            foreach (var (key, value) in keys.Zip(group.Key))
            {
                writer.WritePropertyName(key);
                value.WriteTo(writer);
            }

            foreach (var (column, accumulator) in columns.Zip(group.Accumulators))
            {
                writer.WritePropertyName(column.Name);
                accumulator.Write(writer);
            }

            writer.WriteEndObject();
        }

        if (keys.Count > 0)
        {
            writer.WriteEndArray();
        }
    }

    private sealed class Group(JsonElement[] key, IReadOnlyList<AggregateColumn> columns)
    {
        public JsonElement[] Key => key;

        public Accumulator[] Accumulators { get; } = [.. columns.Select(column => new Accumulator(column))];
    }
}
