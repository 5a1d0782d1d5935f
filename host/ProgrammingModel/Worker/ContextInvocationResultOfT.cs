namespace Microsoft.Azure.Functions.Worker;

/// <summary>The typed view of the result that lives in the invocation's context.</summary>
internal sealed class ContextInvocationResult<T>(InvocationContext context) : InvocationResult<T>
{
    /// <inheritdoc/>
    public override T? Value
    {
        get => (T?)context.InvocationResult;
        set => context.InvocationResult = value;
    }
}
