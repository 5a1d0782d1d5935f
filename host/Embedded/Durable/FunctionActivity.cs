using HiveFlow.Engine;
using HiveFlow.Host.Functions;
using Microsoft.DurableTask;

namespace HiveFlow.Host.Durable;

/// <summary>One call of an activity function, in the scope that the engine made for it.</summary>
internal sealed class FunctionActivity(DurableFunction function, FunctionPipeline pipeline, IServiceProvider scope) : ITaskActivity
{
    /// <inheritdoc/>
    public Type InputType => function.InputType;

    /// <inheritdoc/>
    public Type OutputType => function.OutputType;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskActivityContext context, object? input)
    {
        var stopping = (context as EngineActivityContext)?.CancellationToken ?? CancellationToken.None;
        var invocation = Invocation.ByTrigger(function.Function, new DurableCall(null, context, input), scope, stopping);
        await pipeline.RunAsync(invocation);
        return invocation.InvocationResult;
    }
}
