using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Client;

/// <summary>A client that notes which full form each call ended in.</summary>
internal sealed class SilentClient(string name) : DurableTaskClient(name)
{
    public List<string> Calls { get; } = [];

    public bool Disposed { get; private set; }

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        Calls.Add($"start {orchestratorName} {input ?? "null"} {options?.InstanceId ?? "null"}");
        return Task.FromResult("id");
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        Note($"raise {instanceId} {eventName} {eventPayload ?? "null"}");

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Read($"wait start {instanceId} {getInputsAndOutputs}")!;

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Read($"wait end {instanceId} {getInputsAndOutputs}")!;

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        Note($"terminate {instanceId} {options?.Output ?? "null"}");

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Note($"suspend {instanceId} {reason ?? "null"}");

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Note($"resume {instanceId} {reason ?? "null"}");

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Read($"get {instanceId} {getInputsAndOutputs}");

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        throw new NotSupportedException();

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        Calls.Add($"purge {filter.CreatedFrom:yyyy} {filter.Statuses?.Count()} {options?.Recursive}");
        return Task.FromResult(new PurgeResult(0));
    }

    public override ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }

    private Task Note(string call)
    {
        Calls.Add(call);
        return Task.CompletedTask;
    }

    private Task<OrchestrationMetadata?> Read(string call)
    {
        Calls.Add(call);
        return Task.FromResult<OrchestrationMetadata?>(new OrchestrationMetadata("n", "i"));
    }
}
