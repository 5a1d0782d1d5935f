namespace HiveFlow.Engine.History;

/// <summary>One turn as it stands in the history: when, what it took, what it asked for.</summary>
internal sealed record TurnRecord(DateTime Now, IReadOnlyList<EngineEvent> Events, IReadOnlyList<EngineAction> Actions);
