using System.Text.Json;

namespace HiveFlow.Flows.Expressions;

/// <summary>
/// What expressions of one step can see. Loaded before (see <see cref="ExpressionReferences"/>): evaluation does no I/O. Data only: nothing
/// in it is ever evaluated.
/// </summary>
public sealed record ExpressionScope
{
    private static readonly JsonElement Null = JsonSerializer.Deserialize<JsonElement>("null");

    /// <summary>The names that expressions start with.</summary>
    public static readonly IReadOnlyList<string> Roots = ["trigger", "inputs", "nodes", "run", "vars", "item", "index", "previous"];

    /// <summary><c>trigger</c>: what started the run.</summary>
    public JsonElement Trigger { get; init; } = Null;

    /// <summary><c>inputs</c>: the run's inputs.</summary>
    public JsonElement Inputs { get; init; } = Null;

    /// <summary><c>run</c>: id, start time and the like.</summary>
    public JsonElement Run { get; init; } = Null;

    /// <summary><c>vars</c>: the arguments of an agent's tool; an empty object elsewhere.</summary>
    public JsonElement Vars { get; init; } = Null;

    /// <summary><c>item</c>: what the innermost loop is at; null outside loops.</summary>
    public JsonElement Item { get; init; } = Null;

    /// <summary><c>index</c>: the item's place in its list, from 0; null outside loops.</summary>
    public JsonElement Index { get; init; } = Null;

    /// <summary><c>previous</c>: what the item before came to, in a loop that takes one after the other; else null.</summary>
    public JsonElement Previous { get; init; } = Null;

    /// <summary><c>nodes.&lt;id&gt;.output</c> by node id: outputs of the steps that are over. A node that is not here has the output null.</summary>
    public IReadOnlyDictionary<string, JsonElement> Outputs { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The value of a root other than <c>nodes</c>.</summary>
    internal JsonElement Root(string name) => Defined(name switch
    {
        "trigger" => Trigger,
        "inputs" => Inputs,
        "run" => Run,
        "vars" => Vars,
        "item" => Item,
        "index" => Index,
        "previous" => Previous,
        _ => default,
    });

    internal JsonElement Output(string nodeId) => Outputs.TryGetValue(nodeId, out var output) ? Defined(output) : Null;

    internal static JsonElement Nothing => Null;

    private static JsonElement Defined(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? Null : value;
}
