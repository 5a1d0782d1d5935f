namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function returned, as a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The result's type.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>The result; setting it replaces it.</summary>
    public abstract T? Value { get; set; }
}
