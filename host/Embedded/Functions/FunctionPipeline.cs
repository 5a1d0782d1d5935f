using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace HiveFlow.Host.Functions;

/// <summary>The worker's middleware with the function at its end; every kind of trigger goes through it.</summary>
internal sealed class FunctionPipeline(FunctionExecutionDelegate pipeline)
{
    /// <summary>Builds it from the middleware added to <paramref name="builder"/>.</summary>
    public static FunctionPipeline From(FunctionsApplicationBuilder builder) =>
        new(builder.Around(static context => ((Invocation)context).Function.RunAsync((Invocation)context)));

    /// <summary>Runs one invocation.</summary>
    public Task RunAsync(Invocation invocation) => pipeline(invocation);
}
