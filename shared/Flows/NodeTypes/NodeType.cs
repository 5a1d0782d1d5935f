using System.Text.Json;

namespace HiveFlow.Flows.NodeTypes;

/// <summary>What a node type is, to validation, to the interpreter and to <c>GET /nodes/types</c>.</summary>
public sealed record NodeType
{
    /// <summary>The value of <c>data.nodeType</c>: letters and digits, beginning with a lower-case letter, at most 40.</summary>
    public required string Name { get; init; }

    /// <summary>A few words for a palette.</summary>
    public required string Title { get; init; }

    /// <summary>What it does, in a sentence or two.</summary>
    public required string Description { get; init; }

    /// <summary>JSON Schema (draft 2020-12) of the kind's own settings within <c>data</c>; unknown fields there are allowed.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>
    /// Touches nothing outside and always gives the same output for the same input: may share a durable step with its neighbours.
    /// </summary>
    public bool IsPure { get; init; }

    /// <summary>Starts a run and needs no incoming edge; its output is the run's trigger data.</summary>
    public bool IsTrigger { get; init; }

    /// <summary>
    /// The source handles one of which the processor chooses (<c>true</c>/<c>false</c>, …); empty when every outgoing edge is taken.
    /// A type whose handles depend on its settings (switch) sets <see cref="OutputsFrom"/> instead.
    /// </summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Gives the handles for one node's settings; null when <see cref="Outputs"/> says it all.</summary>
    public Func<JsonElement, IReadOnlyList<string>>? OutputsFrom { get; init; }

    /// <summary>Settings that are never treated as templates (program code): they reach the processor as they were saved.</summary>
    public IReadOnlyList<string> RawSettings { get; init; } = [];

    /// <summary>Settings whose expressions are resolved only later, by what runs the node: until then they are as they were saved.</summary>
    public IReadOnlyList<string> LateSettings { get; init; } = [];

    /// <summary>
    /// Its output <see cref="Graph.LoopBodies.BodyHandle"/> leads to nodes that are run once for each of its items, and nowhere else.
    /// </summary>
    public bool HasBody { get; init; }

    /// <summary>Means the whole run, so that it can't stand in a loop's body.</summary>
    public bool StaysOutsideLoops { get; init; }

    /// <summary>Settings that are no templates when the step begins: the raw and the late ones.</summary>
    public IReadOnlyList<string> UnresolvedSettings => LateSettings.Count == 0 ? RawSettings : [.. RawSettings, .. LateSettings];

    /// <summary>How long a step may take unless the node says otherwise. Default 60 s; 1 s to 25 min.</summary>
    public TimeSpan DefaultTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
