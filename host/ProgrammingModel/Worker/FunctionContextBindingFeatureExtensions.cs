namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function returned, for the middleware around it.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The result as it stands; set its value to put another in its place, or to null to have nothing written.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) =>
        new ContextInvocationResult(Invocation(context));

    /// <summary>The result as a <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">It is of another type.</exception>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        var invocation = Invocation(context);
        return invocation.InvocationResult is T
            ? new ContextInvocationResult<T>(invocation)
            : throw new InvalidOperationException(
                $"The invocation's result is a {invocation.InvocationResult?.GetType().ToString() ?? "null"}, not a {typeof(T)}.");
    }

    private static InvocationContext Invocation(FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context as InvocationContext
            ?? throw new InvalidOperationException("The context was not made by this host, so it holds no result.");
    }
}
