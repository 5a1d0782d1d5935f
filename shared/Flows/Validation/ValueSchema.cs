using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace HiveFlow.Flows.Validation;

/// <summary>
/// A JSON Schema (draft 2020-12, and what older drafts share with it) given by a user or by a server, to check values with. Local references
/// only, none to itself; at most 5,000 schemas when they are resolved, 48 deep. Thread-safe.
/// </summary>
public sealed class ValueSchema
{
    /// <summary>Values, nested ones counted, that are checked at most.</summary>
    public const int MostValues = 10_000;

    private const int MostFaults = 10;

    private static readonly ValueSchema AnyObject = new(JsonSchema.Build(JsonSerializer.Deserialize<JsonElement>("""{"type":"object"}""")));

    private readonly JsonSchema compiled;

    private ValueSchema(JsonSchema compiled) => this.compiled = compiled;

    /// <summary>Reads one; null, with the reason as a half sentence, when it can't be used. <c>pattern</c> and <c>patternProperties</c> are refused.</summary>
    public static ValueSchema? Read(JsonElement schema, out string fault) => Read(schema, isLenient: false, out fault);

    /// <summary>
    /// Reads the schema of an object whose owner checks it again: what can't be checked here (patterns, foreign or circular references) counts
    /// as fitting, and one that can't be read at all takes every object.
    /// </summary>
    public static ValueSchema ReadLenient(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object ? Read(schema, isLenient: true, out _) ?? AnyObject : AnyObject;

    /// <summary>What is wrong with a value: a sentence each, at most ten; none when it fits.</summary>
    public IReadOnlyList<string> FaultsOf(JsonElement value)
    {
        if (!IsSmall(value))
        {
            return [$"It holds more than {MostValues} values."];
        }

        var verdict = compiled.Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (verdict.IsValid)
        {
            return [];
        }

        List<string> faults =
        [
            .. (verdict.Details ?? []).Append(verdict)
                .Where(detail => detail.Errors is not null)
                .SelectMany(detail => detail.Errors!.Values.Select(message => Sentence(detail.InstanceLocation.ToString(), message)))
                .Distinct(StringComparer.Ordinal)
                .Take(MostFaults),
        ];
        return faults.Count > 0 ? faults : ["It does not fit."];
    }

    private static ValueSchema? Read(JsonElement schema, bool isLenient, out string fault)
    {
        fault = string.Empty;
        var expander = new SchemaExpander(schema, isLenient);
        var expanded = expander.Expand();
        if (expander.Fault is { } because)
        {
            fault = because;
            return null;
        }

        try
        {
            // A registry of its own: nothing of it is to be found by another schema.
            var options = new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = Dialect.Draft202012 };
            return new ValueSchema(JsonSchema.Build(JsonSerializer.SerializeToElement<JsonNode>(expanded), options));
        }
        catch (Exception e) when (e is JsonSchemaException or ArgumentException or InvalidOperationException or JsonException or RegexParseException or FormatException)
        {
            fault = "it is no JSON Schema";
            return null;
        }
    }

    private static string Sentence(string place, string message) => place.Length == 0 ? $"{message}." : $"{place}: {message}.";

    private static bool IsSmall(JsonElement value)
    {
        var left = MostValues;
        var queue = new Stack<JsonElement>([value]);
        while (queue.TryPop(out var next))
        {
            if (--left < 0)
            {
                return false;
            }

            if (next.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in next.EnumerateArray().Take(left + 1))
                {
                    queue.Push(item);
                }
            }
            else if (next.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in next.EnumerateObject().Take(left + 1))
                {
                    queue.Push(member.Value);
                }
            }
        }

        return true;
    }
}
