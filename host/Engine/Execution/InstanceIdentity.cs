using Microsoft.DurableTask;

namespace HiveFlow.Engine.Execution;

/// <summary>Which instance runs which orchestrator.</summary>
internal sealed record InstanceIdentity(string InstanceId, TaskName Name, string? Version, ParentOrchestrationInstance? Parent);
