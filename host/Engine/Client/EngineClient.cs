using HiveFlow.Engine.Execution;
using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Client;

/// <summary>The official client on the embedded engine. What it is told is durable when its calls return.</summary>
internal sealed class EngineClient(DurableEngine engine, string name, DurableTaskClientOptions options) : DurableTaskClient(name)
{
    private readonly BoundedDataConverter bounded = new(options.DataConverter, engine.MaxPayloadChars);

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        cancellation.ThrowIfCancellationRequested();
        var now = engine.Now;
        var version = options?.Version is { } explicitVersion ? explicitVersion.Version : Options.DefaultVersion;
        var instance = new InstanceRequest(
            options?.InstanceId ?? Guid.NewGuid().ToString("N"),
            orchestratorName.Name,
            version,
            bounded.Serialize(input),
            options?.StartAt is { } startAt && startAt.UtcDateTime > now ? startAt.UtcDateTime : null,
            options?.Tags is { Count: > 0 } tags ? tags : null,
            StartRules.RefuseOver(options));
        Check(instance.Id);
        await engine.CreateAsync(instance);
        return instance.Id;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(instanceId, EngineEvent.Raised(eventName, bounded.Serialize(eventPayload)), cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, EngineEvent.Suspended(reason), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, EngineEvent.Resumed(reason), cancellation);

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        SendAsync(
            instanceId,
            EngineEvent.Terminated(bounded.Serialize(options?.Output), options?.Recursive ?? false),
            cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, false, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, true, getInputsAndOutputs, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return await engine.Store.FindAsync(instanceId, getInputsAndOutputs, cancellation) is { } row ? Describe(row, getInputsAndOutputs) : null;
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        return Pageable.Create(async (token, pageSize, cancellation) =>
        {
            const int largest = 1_000;
            var size = Math.Clamp(pageSize ?? query.PageSize, 1, largest);
            var rows = await engine.Store.ListAsync(
                new InstanceFilter
                {
                    CreatedFrom = query.CreatedFrom?.UtcDateTime,
                    CreatedTo = query.CreatedTo?.UtcDateTime,
                    Statuses = query.Statuses?.ToList(),
                    IdPrefix = query.InstanceIdPrefix,
                    After = InstanceCursor.Read(token ?? query.ContinuationToken),
                    Limit = size + 1,
                    WithInput = query.FetchInputsAndOutputs,
                },
                cancellation);
            var page = rows.Take(size).Select(row => Describe(row, query.FetchInputsAndOutputs)).ToList();
            return new Page<OrchestrationMetadata>(page, rows.Count > size ? InstanceCursor.Write(rows[size - 1]) : null);
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new PurgeResult(await InstancePurge.PurgeAsync(engine.Store, instanceId, options?.Recursive ?? false, cancellation));
    }

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return InstancePurge.PurgeAsync(engine.Store, filter, options?.Recursive ?? false, engine.Time, cancellation);
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var row = await engine.Store.FindAsync(instanceId, true, cancellation) ??
            throw new ArgumentException($"An orchestration with the instanceId {instanceId} was not found.", nameof(instanceId));
        if (!restartWithNewInstanceId && !row.State.IsEnded)
        {
            throw new InvalidOperationException($"The orchestration with the instanceId {instanceId} has not ended and cannot be restarted.");
        }

        var id = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        await engine.CreateAsync(new InstanceRequest(id, row.Name, row.State.Version, row.Input, null, row.Tags, StartRules.Open));
        return id;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DurableTaskClientOptions Options => options;

    private static void Check(string instanceId)
    {
        if (InstanceIdRules.Check(instanceId) is { } wrong)
        {
            throw new ArgumentException(wrong, nameof(instanceId));
        }
    }

    private async Task SendAsync(string instanceId, EngineEvent one, CancellationToken cancellation)
    {
        Check(instanceId);
        cancellation.ThrowIfCancellationRequested();
        await engine.SendAsync(instanceId, one);
    }

    private async Task<OrchestrationMetadata> WaitAsync(string instanceId, bool forEnd, bool withInput, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var row = await engine.WaitAsync(instanceId, forEnd, cancellation);
        if (withInput && !row.HasInput)
        {
            row = await engine.Store.FindAsync(instanceId, true, cancellation) ?? row;
        }

        return Describe(row, withInput);
    }

    private OrchestrationMetadata Describe(InstanceRow row, bool withData) => new(row.Name, row.Id)
    {
        RuntimeStatus = row.State.Status,
        CreatedAt = new DateTimeOffset(row.Created, TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(row.Updated, TimeSpan.Zero),
        Tags = row.Tags ?? new Dictionary<string, string>(),
        DataConverter = withData ? Options.DataConverter : null,
        SerializedInput = withData ? row.Input : null,
        SerializedOutput = withData ? row.State.Output : null,
        SerializedCustomStatus = withData ? row.State.CustomStatus : null,
        FailureDetails = withData ? row.State.Failure?.ToDetails() : null,
    };
}
