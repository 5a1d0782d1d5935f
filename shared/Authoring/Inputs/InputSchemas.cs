using System.Collections.Concurrent;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.Validation;

namespace HiveFlow.Authoring.Inputs;

/// <summary>Checks what callers, and other flows, give a flow against the flow's <c>inputSchema</c>, where it has one: a JSON Schema (draft 2020-12).</summary>
public sealed class InputSchemas
{
    /// <summary>The field of a flow that holds its schema.</summary>
    public const string Field = "inputSchema";

    private const int MostKept = 1_000;

    private readonly ConcurrentDictionary<(string Flow, long Version), (ValueSchema? Schema, string Fault)> kept = new();

    /// <summary>The flow's schema as it stands; null where it has none.</summary>
    public static JsonElement? Of(Flow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return flow.Extra.TryGetValue(Field, out var wanted) && wanted.ValueKind is not JsonValueKind.Null ? wanted : null;
    }

    /// <summary>Null when the inputs fit, else <c>validation_failed</c> naming each place that does not.</summary>
    public Error? FaultOf(Flow flow, JsonElement inputs)
    {
        ArgumentNullException.ThrowIfNull(flow);
        if (Of(flow) is not { } wanted)
        {
            return null;
        }

        var (schema, fault) = SchemaOf(flow, wanted);
        if (schema is null)
        {
            return Unusable(fault);
        }

        var faults = schema.FaultsOf(inputs);
        return faults.Count == 0
            ? null
            : RequestErrors.Invalid(faults.Select(Placed).GroupBy(f => f.Place).ToDictionary(
                group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(f => f.Sentence)]));
    }

    /// <summary>Null when the flow has no schema or one that can be used, else <c>validation_failed</c> saying why not.</summary>
    public Error? FaultOf(Flow flow) =>
        Of(flow) is { } wanted && SchemaOf(flow, wanted) is { Schema: null, Fault: var fault } ? Unusable(fault) : null;

    private static Error Unusable(string fault) => RequestErrors.Invalid(Field, $"The flow's {Field} can't be used: {fault}.");

    private (ValueSchema? Schema, string Fault) SchemaOf(Flow flow, JsonElement wanted)
    {
        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        return kept.GetOrAdd((flow.Id, flow.Version), static (_, json) => (ValueSchema.Read(json, out var why), why), wanted);
    }

    // A sentence begins with the place as a JSON Pointer (RFC 6901), unless it is about all of it.
    private static (string Place, string Sentence) Placed(string sentence) =>
        sentence.StartsWith('/') && sentence.IndexOf(": ", StringComparison.Ordinal) is > 0 and var end
            ? ("inputs" + sentence[..end].Replace('/', '.'), sentence[(end + 2)..])
            : ("inputs", sentence);
}
