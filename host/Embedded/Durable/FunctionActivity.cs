using HiveFlow.Host.Functions;
using Microsoft.DurableTask;

namespace HiveFlow.Host.Durable;

/// <summary>An activity function as the engine calls it; each call has a scope of its own.</summary>
internal sealed class FunctionActivity(
    HostedFunction function, FunctionPipeline pipeline, IServiceScopeFactory scopes, CancellationToken stopping) : ITaskActivity
{
    /// <inheritdoc/>
    public Type InputType { get; } = DurableParameters.InputType(function);

    /// <inheritdoc/>
    public Type OutputType { get; } = DurableParameters.OutputType(function);

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskActivityContext context, object? input)
    {
        await using var scope = scopes.CreateAsyncScope();
        var invocation = Invocation.ByTrigger(function, new DurableCall(null, context, input), scope.ServiceProvider, stopping);
        await pipeline.RunAsync(invocation);
        return invocation.InvocationResult;
    }
}
