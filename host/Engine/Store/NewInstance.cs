using HiveFlow.Engine.History;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Store;

/// <summary>An instance to be made, and what became of it.</summary>
internal sealed class NewInstance
{
    /// <summary>Its number, never used before.</summary>
    public required long Seq { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Version { get; init; }

    public required DateTime Created { get; init; }

    /// <summary>Not to be started before; null: at once.</summary>
    public DateTime? StartAt { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public ParentLink? Parent { get; init; }

    /// <summary>The start event, kept as a message until the first turn takes it.</summary>
    public required EngineEvent Start { get; init; }

    /// <summary>Whether the first turn is in the same batch, so that the start is no message.</summary>
    public bool IsStarted { get; set; }

    /// <summary>Statuses of an instance of the same id that keep it from being replaced.</summary>
    public required IReadOnlyList<OrchestrationRuntimeStatus> RefuseOver { get; init; }

    /// <summary>Set by the store: an instance of that id stands in the way, nothing was made.</summary>
    public OrchestrationRuntimeStatus? RefusedBy { get; set; }

    /// <summary>Set by the store when it refused a child: the row of the message that tells its parent so.</summary>
    public EngineEvent? Refusal { get; set; }
}
