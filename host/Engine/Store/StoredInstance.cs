using HiveFlow.Engine.History;

namespace HiveFlow.Engine.Store;

/// <summary>All that is needed to bring an instance back to memory: its row, its messages in order, its turns in order.</summary>
internal sealed record StoredInstance(InstanceRow Row, IReadOnlyList<EngineEvent> Messages, IReadOnlyList<TurnRecord> Turns, int LastTurn);
