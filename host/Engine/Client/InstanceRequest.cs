using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Client;

/// <summary>An instance that a caller wants, checked.</summary>
internal sealed record InstanceRequest(
    string Id,
    string Name,
    string? Version,
    string? Input,
    DateTime? StartAt,
    IReadOnlyDictionary<string, string>? Tags,
    IReadOnlyList<OrchestrationRuntimeStatus> RefuseOver);
