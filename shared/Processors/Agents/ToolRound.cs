namespace HiveFlow.Processors.Agents;

/// <summary>Tools that a node wants called before it goes on, each in a durable step of its own.</summary>
/// <param name="Turn">The turn of the conversation that asks for them, from 0.</param>
/// <param name="Calls">How many; at least 1.</param>
public sealed record ToolRound(int Turn, int Calls);
