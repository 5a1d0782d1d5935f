using HiveFlow.Errors;

namespace HiveFlow.Processors.Agents;

/// <summary>Finds a flow that a step's agent may run as a tool; runs nothing.</summary>
/// <param name="context">The agent's step.</param>
/// <param name="flowId">Which, as the node says it.</param>
/// <param name="usesDraft">Whether it is run as it stands; else its published version.</param>
/// <param name="cancellationToken">Ends the wait.</param>
/// <returns>The flow, or why it can't be run.</returns>
public delegate ValueTask<Result<FlowTool>> FindFlowTool(StepContext context, string flowId, bool usesDraft, CancellationToken cancellationToken);
