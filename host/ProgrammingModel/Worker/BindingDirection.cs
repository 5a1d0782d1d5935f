namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which way a binding carries data.</summary>
public enum BindingDirection
{
    /// <summary>Into the function.</summary>
    In,

    /// <summary>Out of it.</summary>
    Out,
}
