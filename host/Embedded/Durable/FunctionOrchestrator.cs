using HiveFlow.Host.Functions;
using Microsoft.DurableTask;

namespace HiveFlow.Host.Durable;

/// <summary>An orchestrator function as the engine calls it; the one object serves all instances.</summary>
internal sealed class FunctionOrchestrator(DurableFunction function, FunctionPipeline pipeline, IServiceProvider services)
    : ITaskOrchestrator
{
    // A class that asks for nothing needs no scope, and an orchestrator may wait for months.
    private readonly bool scoped = function.Function.Method.DeclaringType!.GetConstructors().Any(c => c.GetParameters().Length > 0);

    /// <inheritdoc/>
    public Type InputType => function.InputType;

    /// <inheritdoc/>
    public Type OutputType => function.OutputType;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
    {
        using var scope = scoped ? services.CreateScope() : null;
        var call = new DurableCall(context, null, input);
        var invocation = Invocation.ByTrigger(function.Function, call, scope?.ServiceProvider ?? services, CancellationToken.None);

        // Stays on the orchestrator's own context: no ConfigureAwait.
        await pipeline.RunAsync(invocation);
        return invocation.InvocationResult;
    }
}
