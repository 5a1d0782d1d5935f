namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger brought with it.</summary>
public abstract class BindingContext
{
    /// <summary>Values by name, such as the route's. On the Functions host it holds body and headers too: never log it.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
