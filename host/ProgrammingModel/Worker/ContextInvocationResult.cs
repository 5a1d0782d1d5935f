namespace Microsoft.Azure.Functions.Worker;

/// <summary>The result that lives in the invocation's context.</summary>
internal sealed class ContextInvocationResult(InvocationContext context) : InvocationResult
{
    /// <inheritdoc/>
    public override object? Value
    {
        get => context.InvocationResult;
        set => context.InvocationResult = value;
    }
}
