namespace HiveFlow.Processors.Agents;

/// <summary>A flow that an agent may run as a tool.</summary>
/// <param name="FlowId">Which.</param>
/// <param name="UsesDraft">Whether it is run as it stands; else its published version.</param>
/// <param name="Name">What the model calls it; null takes the flow's name.</param>
/// <param name="Description">For the model; null takes the flow's.</param>
internal sealed record AgentFlow(string FlowId, bool UsesDraft, string? Name, string? Description);
