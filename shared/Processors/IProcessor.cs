using HiveFlow.Flows.NodeTypes;

namespace HiveFlow.Processors;

/// <summary>The code behind a node type. Stateless and thread-safe; a singleton.</summary>
public interface IProcessor
{
    /// <summary>What it is the processor of.</summary>
    NodeType Type { get; }

    /// <summary>
    /// Runs one step. Expected failures are <see cref="StepResult.Failed"/>; an exception is a bug and fails the step as
    /// <c>internal_error</c>. Ends soon after the token is cancelled (timeout, cancelled run). May run again for the same
    /// idempotency key.
    /// </summary>
    ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken);
}
