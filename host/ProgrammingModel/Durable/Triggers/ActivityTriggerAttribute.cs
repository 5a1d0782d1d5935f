namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Marks the input of a function that is an activity. It may also take a FunctionContext, a <c>string instanceId</c> and a
/// CancellationToken.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : Attribute
{
    /// <summary>The activity's name; null: the function's name.</summary>
    public string? Activity { get; set; }
}
