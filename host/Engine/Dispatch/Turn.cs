using HiveFlow.Engine.Execution;
using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;

namespace HiveFlow.Engine.Dispatch;

/// <summary>A played turn on its way to the store: what it took, what it brought, and the batch that makes both durable.</summary>
internal sealed record Turn(List<EngineEvent> Events, TurnOutcome Outcome, EngineBatch Batch);
