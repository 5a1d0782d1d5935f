using HiveFlow.Host.Functions;
using Microsoft.DurableTask;

namespace HiveFlow.Host.Durable;

/// <summary>An orchestrator function as the engine calls it.</summary>
internal sealed class FunctionOrchestrator(HostedFunction function, FunctionPipeline pipeline, IServiceProvider services)
    : ITaskOrchestrator
{
    // A class that asks for nothing needs no scope, and most orchestrators wait for a long time.
    private readonly bool scoped = function.Method.DeclaringType!.GetConstructors().Any(c => c.GetParameters().Length > 0);

    /// <inheritdoc/>
    public Type InputType { get; } = DurableParameters.InputType(function);

    /// <inheritdoc/>
    public Type OutputType { get; } = DurableParameters.OutputType(function);

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
    {
        using var scope = scoped ? services.CreateScope() : null;
        var call = new DurableCall(context, null, input);
        var invocation = Invocation.ByTrigger(function, call, scope?.ServiceProvider ?? services, CancellationToken.None);
        await pipeline.RunAsync(invocation);
        return invocation.InvocationResult;
    }
}
