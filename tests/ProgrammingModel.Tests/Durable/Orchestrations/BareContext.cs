using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Orchestrations;

/// <summary>A context of which only what the base class builds on is there; the rest throws.</summary>
internal sealed class BareContext(ILoggerFactory loggers) : TaskOrchestrationContext
{
    public bool Replaying { get; set; }

    public string RunningVersion { get; set; } = string.Empty;

    public List<(DateTime FireAt, CancellationToken Token)> Timers { get; } = [];

    public TaskCompletionSource TimerFired { get; } = new();

    public TaskCompletionSource<object?> EventRaised { get; } = new();

    public List<string> Calls { get; } = [];

    public override TaskName Name => "bare";

    public override string InstanceId => "instance";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime { get; } = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public override bool IsReplaying => Replaying;

    public override string Version => RunningVersion;

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T? GetInput<T>()
        where T : default
        => default;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Calls.Add($"activity {name} {input ?? "null"} {options?.Version?.Version ?? "null"}");
        return Task.FromResult<TResult>(default!);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Timers.Add((fireAt, cancellationToken));
        return TimerFired.Task.WaitAsync(cancellationToken);
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        (T)(await EventRaised.Task.WaitAsync(cancellationToken))!;

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        Calls.Add($"child {orchestratorName} {input ?? "null"} {options?.Version?.Version ?? "null"}");
        return Task.FromResult<TResult>(default!);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        Calls.Add($"continue {newInput} {preserveUnprocessedEvents}");

    public override Guid NewGuid() => throw new NotSupportedException();
}
