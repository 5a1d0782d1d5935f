namespace HiveFlow.Engine.History;

/// <summary>One thing an orchestrator asked for, by its number in this execution.</summary>
internal sealed class EngineAction
{
    public required ActionKind Kind { get; init; }

    public required int Id { get; init; }

    /// <summary>The name of the activity, orchestrator or event; empty for a timer.</summary>
    public string Name { get; init; } = string.Empty;

    public string? Version { get; init; }

    public string? Input { get; init; }

    /// <summary>The instance to start or to tell.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When a timer is due, in UTC ticks.</summary>
    public long FireAt { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
