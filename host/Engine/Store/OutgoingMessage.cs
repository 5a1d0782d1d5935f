using HiveFlow.Engine.History;

namespace HiveFlow.Engine.Store;

/// <summary>An event on its way to another instance, kept until a turn of it takes the event. One that has ended gets none.</summary>
internal sealed class OutgoingMessage
{
    public required string TargetId { get; init; }

    /// <summary>Only the instance with this number is meant; null: whichever has the id.</summary>
    public long? TargetSeq { get; init; }

    /// <summary>Its <see cref="EngineEvent.MessageId"/> is its row.</summary>
    public required EngineEvent Event { get; init; }

    /// <summary>Set by the store: the number of the instance that got it; null when none is there or it has ended.</summary>
    public long? Reached { get; set; }
}
