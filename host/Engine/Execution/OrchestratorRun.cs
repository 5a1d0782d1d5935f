using HiveFlow.Engine.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Execution;

/// <summary>
/// One execution of one orchestrator, live or being replayed: it plays turns and tells what each asked for. Pure: no clock, no
/// store, no threads of its own. One turn at a time.
/// </summary>
internal sealed class OrchestratorRun
{
    private readonly ITaskOrchestrator orchestrator;
    private readonly TurnPump pump;
    private readonly AskedActions asked = new();
    private Queue<EngineEvent>? heldBack;
    private Task<object?>? result;
    private ContinueAsNewOptions? next;
    private string? nextInput;
    private object? customStatus;
    private bool customStatusChanged;
    private bool isSuspended;
    private bool isLogged;
    private int nextId;
    private EngineEvent? end;
    private Failure? failure;

    public OrchestratorRun(ITaskOrchestrator orchestrator, InstanceIdentity identity, RunSettings settings, Action onForeignAwait)
    {
        this.orchestrator = orchestrator;
        Identity = identity;
        Settings = settings;
        pump = new TurnPump(onForeignAwait);
        Waiters = new EventWaiters(settings.Converter, pump);
    }

    public InstanceIdentity Identity { get; }

    public RunSettings Settings { get; }

    public EventWaiters Waiters { get; }

    /// <summary>The time of the current turn, UTC.</summary>
    public DateTime Now { get; private set; }

    public bool IsReplaying { get; private set; }

    /// <summary>About the memory it takes, guessed from what it was told and has asked for.</summary>
    public long ApproximateBytes { get; private set; } = 4_096;

    /// <summary>The custom status as JSON, after the last turn.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>What has been asked for and not been answered.</summary>
    public OpenTasks Open { get; } = new();

    /// <summary>Plays a turn of the past again. What the code asks for must be what it asked for then, or the run fails.</summary>
    public void Replay(TurnRecord turn)
    {
        IsReplaying = true;
        Process(turn.Now, turn.Events);
        failure ??= asked.Match(turn.Actions);
    }

    /// <summary>Plays a new turn.</summary>
    public TurnOutcome Play(DateTime now, IReadOnlyList<EngineEvent> events)
    {
        IsReplaying = false;
        if (failure is null)
        {
            Process(now, events);
        }

        return Conclude();
    }

    /// <summary>Starts an activity or a sub-orchestration.</summary>
    public Task<T> Call<T>(ActionKind kind, string name, string? version, object? input, string? instanceId, IDictionary<string, string>? tags)
    {
        CheckTurn();
        string? serialized;
        try
        {
            serialized = Settings.Converter.Serialize(input);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Task.FromException<T>(e);
        }

        var action = new EngineAction
        {
            Kind = kind,
            Id = nextId++,
            Name = name,
            Version = version,
            Input = serialized,
            InstanceId = instanceId,
            Tags = tags is { Count: > 0 } ? new Dictionary<string, string>(tags, StringComparer.Ordinal) : null,
        };
        ApproximateBytes += 2L * (serialized?.Length ?? 0);
        asked.Add(action);
        var call = new OpenCall<T>(action, name, Settings.Converter);
        Open.Add(call);
        return call.Task;
    }

    public Task StartTimer(DateTime due, CancellationToken cancellationToken)
    {
        CheckTurn();
        var action = new EngineAction { Kind = ActionKind.Timer, Id = nextId++, FireAt = due.Ticks };
        asked.Add(action);
        var timer = new OpenTimer(action);
        Open.Add(timer);
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() =>
            {
                if (pump.CheckTurn() && Open.Take(action.Id) is not null)
                {
                    timer.TrySetCanceled();
                }
            });
        }

        return timer.Task;
    }

    public void Send(string instanceId, string name, object? payload) => asked.Add(new EngineAction
    {
        Kind = ActionKind.SendEvent,
        Id = nextId++,
        Name = name,
        InstanceId = instanceId,
        Input = Settings.Converter.Serialize(payload),
    });

    public void SetCustomStatus(object? value)
    {
        customStatus = value;
        customStatusChanged = true;
    }

    public void ContinueAsNew(ContinueAsNewOptions options)
    {
        nextInput = Settings.Converter.Serialize(options.NewInput);
        next = options;
    }

    /// <summary>Refuses what does not come from the orchestrator's own turn.</summary>
    public void CheckTurn()
    {
        if (!pump.CheckTurn())
        {
            throw new InvalidOperationException(ForeignAwait.Message);
        }
    }

    private void Process(DateTime now, IReadOnlyList<EngineEvent> events)
    {
        Now = now;
        var previous = pump.Enter();
        try
        {
            for (var i = 0; i < events.Count; i++)
            {
                Process(events[i]);
            }

            if (customStatusChanged)
            {
                customStatusChanged = false;
                CustomStatus = Settings.Converter.Serialize(customStatus);
            }
        }
        finally
        {
            pump.Leave(previous);
        }
    }

    private void Process(EngineEvent one)
    {
        if (isSuspended && one.Kind is not (EventKind.Resumed or EventKind.Terminated or EventKind.Aborted))
        {
            if (one.Kind != EventKind.Suspended)
            {
                (heldBack ??= new Queue<EngineEvent>()).Enqueue(one);
            }

            if (one.Kind is not (EventKind.Started or EventKind.Raised or EventKind.Suspended))
            {
                Open.Hold(one.TaskId);
            }

            return;
        }

        ApproximateBytes += 2L * (one.Payload?.Length ?? 0);
        switch (one.Kind)
        {
            case EventKind.Started:
                Start(one.Payload);
                break;
            case EventKind.Raised:
                Waiters.Raise(one.Name!, one.Payload);
                break;
            case EventKind.Suspended:
                isSuspended = true;
                break;
            case EventKind.Resumed:
                Resume();
                break;
            case EventKind.Terminated or EventKind.Aborted:
                end ??= one;
                break;
            default:
                // An answer to something that was cancelled, or a second answer, answers nothing.
                Answer(one);
                break;
        }

        pump.Drain();
        LogEnd();
    }

    private void Answer(EngineEvent answer)
    {
        if (Open.Take(answer.TaskId) is not { } task)
        {
            return;
        }

        if (answer.Failure is { } cause)
        {
            task.Fail(cause);
        }
        else
        {
            task.Complete(answer.Payload);
        }
    }

    private void Start(string? serializedInput)
    {
        if (!IsReplaying)
        {
            Settings.Logger.OrchestrationStarted(Identity.InstanceId, Identity.Name.Name);
        }

        try
        {
            var input = Settings.Converter.Deserialize(serializedInput, orchestrator.InputType);
            result = orchestrator.RunAsync(new EngineOrchestrationContext(this, input), input);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            result = Task.FromException<object?>(e);
        }

        if (!result.IsCompleted)
        {
            // Code that left the turn by ConfigureAwait(false) and touches the context no more would end unnoticed.
            _ = result.ContinueWith(
                static (_, state) => ((TurnPump)state!).CheckTurn(),
                pump,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private void Resume()
    {
        isSuspended = false;
        while (!isSuspended && heldBack is not null && heldBack.TryDequeue(out var held))
        {
            Process(held);
        }
    }

    private void LogEnd()
    {
        if (isLogged || result is not { IsCompleted: true })
        {
            return;
        }

        isLogged = true;
        if (IsReplaying)
        {
            return;
        }

        if (TaskEnd.ErrorOf(result) is { } error)
        {
            Settings.Logger.OrchestrationFailed(error, Identity.InstanceId, Identity.Name.Name);
        }
        else
        {
            Settings.Logger.OrchestrationCompleted(Identity.InstanceId, Identity.Name.Name);
        }
    }

    private TurnOutcome Conclude()
    {
        if (end is { Kind: EventKind.Terminated })
        {
            return new TurnOutcome(OrchestrationRuntimeStatus.Terminated, [], end.Payload) { EndsChildren = end.Recursive };
        }

        if (failure is not null || end is not null)
        {
            return Failed(failure ?? end!.Failure!, []);
        }

        if (pump.SawForeign || IsStuck)
        {
            return Failed(ForeignAwait.Failure, []);
        }

        if (isSuspended || result is not { IsCompleted: true } || Open.Count > 0)
        {
            return new TurnOutcome(isSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running, asked.Take());
        }

        if (TaskEnd.ErrorOf(result) is { } error)
        {
            return Failed(Failure.From(error, Settings.FailureProperties), asked.Take());
        }

        if (next is not null)
        {
            return new TurnOutcome(OrchestrationRuntimeStatus.Running, asked.Take(), nextInput)
            {
                ContinuesAsNew = true,
                NewVersion = string.IsNullOrWhiteSpace(next.NewVersion) ? null : next.NewVersion,
                Carried = next.PreserveUnprocessedEvents ? Waiters.Kept : [],
            };
        }

        try
        {
            return new TurnOutcome(OrchestrationRuntimeStatus.Completed, asked.Take(), Settings.Converter.Serialize(result.Result));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Failed(Failure.From(e, Settings.FailureProperties), []);
        }
    }

    /// <summary>It waits, and nothing the engine knows of can ever wake it: then it waits for something foreign.</summary>
    private bool IsStuck => result is { IsCompleted: false } && !isSuspended && Open.Count == 0 && !Waiters.Any;

    private static TurnOutcome Failed(Failure cause, IReadOnlyList<EngineAction> actions) =>
        new(OrchestrationRuntimeStatus.Failed, actions, null, cause);
}
