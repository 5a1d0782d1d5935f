namespace Microsoft.DurableTask.Worker;

/// <summary>What a filter knows of an instance.</summary>
public struct OrchestrationFilterParameters
{
    /// <summary>The orchestrator's name.</summary>
    public string? Name { get; init; }

    /// <summary>The labels the instance was started with.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
