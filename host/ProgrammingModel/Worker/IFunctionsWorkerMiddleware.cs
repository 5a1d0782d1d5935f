namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Something that runs around functions. One instance serves all invocations.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs for one invocation; not calling <paramref name="next"/> keeps the function from running.</summary>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
