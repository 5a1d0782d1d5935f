using System.Collections.Immutable;
using HiveFlow.Engine.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Engine.Execution;

/// <summary>What an orchestrator sees of the engine. Everything here is refused outside its own turn.</summary>
internal sealed class EngineOrchestrationContext(OrchestratorRun run, object? input) : TaskOrchestrationContext
{
    private int guids;

    public override TaskName Name => run.Identity.Name;

    public override string InstanceId => run.Identity.InstanceId;

    public override ParentOrchestrationInstance? Parent => run.Identity.Parent;

    public override string Version => run.Identity.Version ?? string.Empty;

    public override IReadOnlyDictionary<string, object?> Properties { get; } =
        run.Settings.Properties ?? ImmutableDictionary<string, object?>.Empty;

    public override DateTime CurrentUtcDateTime => run.Now;

    public override bool IsReplaying => run.IsReplaying;

    protected override ILoggerFactory LoggerFactory => run.Settings.LoggerFactory;

    public override T? GetInput<T>()
        where T : default
        => (T?)input;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        run.CheckTurn();
        if (Misplaced(input, options) is { } fault)
        {
            return Task.FromException<TResult>(fault);
        }

        var version = options?.Version is { } explicitVersion ? explicitVersion.Version ?? string.Empty : Version;
        return WithRetry(options, () => run.Call<TResult>(ActionKind.Activity, name.Name, version, input, null, options?.Tags));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        run.CheckTurn();
        if (Misplaced(input, options) is { } fault)
        {
            return Task.FromException<TResult>(fault);
        }

        var id = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        if (InstanceIdRules.Check(id) is { } wrong)
        {
            return Task.FromException<TResult>(new ArgumentException(wrong, nameof(options)));
        }

        var version = options?.Version is { } explicitVersion ? explicitVersion.Version : run.Settings.DefaultVersion;
        return WithRetry(options, () => run.Call<TResult>(ActionKind.Child, orchestratorName.Name, version, input, id, options?.Tags));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        run.CheckTurn();
        var due = fireAt.ToUniversalTime();
        return due - run.Now > run.Settings.MaximumTimerInterval && !cancellationToken.IsCancellationRequested
            ? CreateLongTimer(due, cancellationToken)
            : run.StartTimer(due, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        run.CheckTurn();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return run.Waiters.Wait<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        run.CheckTurn();
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        run.Send(instanceId, eventName, payload);
    }

    public override void SetCustomStatus(object? customStatus)
    {
        run.CheckTurn();
        run.SetCustomStatus(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        run.CheckTurn();
        ArgumentNullException.ThrowIfNull(options);
        run.ContinueAsNew(options);
    }

    public override Guid NewGuid()
    {
        run.CheckTurn();
        return DeterministicGuid.Create(InstanceId, run.Now, guids++);
    }

    private static ArgumentException? Misplaced(object? input, TaskOptions? options) => input is TaskOptions && options is null
        ? new ArgumentException(
            $"A {nameof(TaskOptions)} value was given as the input and none as the {nameof(options)}: was it meant to be the {nameof(options)}?",
            nameof(input))
        : null;

    private Task<T> WithRetry<T>(TaskOptions? options, Func<Task<T>> call) => options?.Retry switch
    {
        { Policy: { } policy } => RetryLoop.ByPolicy(this, policy, call),
        { Handler: { } handler } => RetryLoop.ByHandler(this, handler, call),
        _ => call(),
    };

    /// <summary>Some back ends have no endless timers, and a history must be playable on each: long ones are cut into pieces.</summary>
    private async Task CreateLongTimer(DateTime due, CancellationToken cancellationToken)
    {
        while (due - run.Now > run.Settings.MaximumTimerInterval && !cancellationToken.IsCancellationRequested)
        {
            await run.StartTimer(run.Now.Add(run.Settings.MaximumTimerInterval), cancellationToken);
        }

        await run.StartTimer(due, cancellationToken);
    }
}
