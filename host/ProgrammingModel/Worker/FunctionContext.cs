namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>The invocation's id.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The function's id; see <see cref="FunctionDefinition.Id"/>.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The trace it belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger brought.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Where it stands in retries by the host.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>Services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>A place for middleware to leave things for later middleware and the function.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Objects by type.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Fires when the caller is gone or the host stops.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
