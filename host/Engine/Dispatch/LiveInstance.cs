using HiveFlow.Engine.Execution;
using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Engine.Dispatch;

/// <summary>
/// An instance in memory: its mail, its phase and, between turns, its running orchestrator. Mail, phase and activities are guarded
/// by <see cref="Gate"/>; the rest belongs to whoever is at work on it, one at a time.
/// </summary>
internal sealed class LiveInstance(TurnLoop loop, string id) : IThreadPoolWorkItem
{
    /// <summary>The tag whose values share the engine fairly.</summary>
    public const string FairTag = "organization";

    private readonly Dictionary<int, ActivityRun> activities = [];
    private List<EngineEvent> mail = [];
    private HashSet<long>? loaded;
    private AsyncServiceScope? scope;
    private long? keptTimer;

    public Lock Gate { get; } = new();

    public string Id => id;

    public Phase Phase { get; set; }

    /// <summary>Mail or a wake-up call has come since its work began.</summary>
    public bool WasTold { get; set; }

    /// <summary>What the store has is not known here.</summary>
    public bool IsStale { get; private set; } = true;

    /// <summary>Its unchanging part; null until it is loaded.</summary>
    public InstanceRow? Row { get; private set; }

    /// <summary>What the store has of its changing part.</summary>
    public InstanceState? Stored { get; set; }

    /// <summary>It is being made by a caller: the first turn carries the making.</summary>
    public Creation? Creation { get; set; }

    public OrchestratorRun? Run { get; private set; }

    /// <summary>Its orchestrator was brought back since its activities were last handed out, so any of them may be missing.</summary>
    public bool IsRevived { get; set; }

    public int LastTurn { get; set; }

    /// <summary>The time of the last turn; the next is never before it, whatever the clock does.</summary>
    public DateTime LastTime { get; set; }

    /// <summary>The time for which the agenda has it, UTC ticks; 0: none.</summary>
    public long OnAgenda { get; set; }

    /// <summary>Its place among the waiting instances.</summary>
    public LinkedListNode<LiveInstance>? IdleNode { get; set; }

    /// <summary>About the memory that it is counted with while it waits.</summary>
    public long IdleBytes { get; set; }

    /// <summary>The key under which it stands in line; it may have been loaded since.</summary>
    public string LineKey { get; set; } = string.Empty;

    public string FairKey { get; private set; } = string.Empty;

    public bool HasMail => mail.Count > 0;

    /// <summary>
    /// Whether it may leave memory while it waits: no activity is to be answered, and no message is still on its way that it has taken
    /// from the store already.
    /// </summary>
    public bool MayLeave => activities.Count == 0 && loaded is not { Count: > 0 };

    /// <summary>When it wants to be woken although no mail comes, UTC ticks.</summary>
    public long? NextWake => Run is { } run ? run.Open.NextTimer : Start is { Due: > 0 } start ? start.Due : keptTimer;

    private EngineEvent? Start => LastTurn == 0 ? mail.Find(static one => one.Kind == EventKind.Started) : null;

    public void Execute() => loop.Work(this);

    /// <summary>Whether its start lies ahead; a termination does not wait for it. Call under the gate.</summary>
    public bool IsHeld(long now) => Start is { } start && start.Due > now && !mail.Exists(static one => one.Kind == EventKind.Terminated);

    /// <summary>Adds mail. A message that was loaded with the instance is taken once. Call under the gate.</summary>
    public void Add(EngineEvent one)
    {
        if (one.MessageId != 0 && loaded is not null && loaded.Remove(one.MessageId))
        {
            return;
        }

        mail.Add(one);
        if (one.MessageId != 0 && Stored is { IsBusy: false } stored)
        {
            Stored = stored with { IsBusy = true, NextTimer = null };
        }
    }

    /// <summary>Takes all mail; of an instance that is ended before its start only the end. Call under the gate.</summary>
    public List<EngineEvent> TakeMail()
    {
        var taken = mail;
        mail = [];
        if (taken.Count > 1 && taken.Exists(static one => one.Kind == EventKind.Started))
        {
            // What an execution begins with comes before what arrived while the one before was ending.
            taken = [.. taken.OrderBy(static one => one.Kind == EventKind.Started ? 0 : one.IsCarried ? 1 : 2)];
        }

        return taken.Count > 1 && taken.Find(static one => one.Kind == EventKind.Terminated) is { } end && LastTurn == 0 ? [end] : taken;
    }

    /// <summary>
    /// Nobody knows whether its turn became durable: what the store has is true. Answers that stand nowhere else go back into the mail.
    /// Call under the gate.
    /// </summary>
    public void Restore(IReadOnlyList<EngineEvent> taken)
    {
        mail.InsertRange(0, taken.Where(one => one.MessageId == 0));
        IsStale = true;
    }

    /// <summary>Takes over what the store has, unless only the orchestrator has to be replayed.</summary>
    /// <param name="stored">What the store has.</param>
    /// <param name="lastOfOthers">Messages up to this number are brought by nobody.</param>
    public void Load(StoredInstance stored, long lastOfOthers)
    {
        if (!IsStale)
        {
            return;
        }

        lock (Gate)
        {
            var early = mail.Where(one => one.MessageId != 0).Select(one => one.MessageId).ToHashSet();
            var fresh = stored.Messages.Where(one => !early.Contains(one.MessageId)).ToList();
            loaded = [.. fresh.Select(one => one.MessageId).Where(message => message > lastOfOthers)];

            // What was loaded may be newer than what was brought: one sender's messages stay in the order of their numbers.
            mail = [.. fresh.Concat(mail).OrderBy(Rank)];
            SetRow(stored.Row);
            LastTurn = stored.LastTurn;
            IsStale = false;
        }
    }

    /// <summary>It is new: there is nothing to be loaded.</summary>
    public void SetNew(InstanceRow row)
    {
        SetRow(row);
        IsStale = false;
    }

    /// <summary>Its input may be large, or is that of an execution before: who asks for it gets it from the store.</summary>
    public void ForgetInput()
    {
        if (Row is { HasInput: true } row)
        {
            Row = row with { Input = null, HasInput = false };
        }
    }

    public void SetRun(OrchestratorRun run, AsyncServiceScope services)
    {
        Run = run;
        IsRevived = true;
        scope = services;
        keptTimer = null;
    }

    /// <summary>Remembers the next timer of an orchestrator that is about to be dropped.</summary>
    public void KeepTimer() => keptTimer = Run?.Open.NextTimer;

    /// <summary>Lets the orchestrator go; the next turn replays it.</summary>
    public void DropRun()
    {
        Run = null;
        if (scope is { } services)
        {
            scope = null;
            _ = DisposeAsync(services);
        }
    }

    /// <summary>An activity to be handed out, or null when it is under way.</summary>
    public ActivityRun? Begin(EngineAction action, EngineParts parts)
    {
        lock (Gate)
        {
            if (activities.ContainsKey(action.Id))
            {
                return null;
            }

            var activity = new ActivityRun(loop, parts, this, action);
            activities.Add(action.Id, activity);
            return activity;
        }
    }

    /// <summary>The answers are durable: their activities are over.</summary>
    public void Forget(List<EngineEvent> answers)
    {
        lock (Gate)
        {
            foreach (var answer in answers)
            {
                if (answer.Kind is EventKind.ActivityCompleted or EventKind.ActivityFailed)
                {
                    activities.Remove(answer.TaskId, out var over);
                    over?.Dispose();
                }
            }
        }
    }

    public void CancelActivities(bool isStopping)
    {
        ActivityRun[] running;
        lock (Gate)
        {
            running = [.. activities.Values];
        }

        foreach (var activity in running)
        {
            activity.Cancel(isStopping);
        }
    }

    private void SetRow(InstanceRow row)
    {
        Row = row;
        Stored = row.State;
        FairKey = row.Tags?.GetValueOrDefault(FairTag) ?? string.Empty;
    }

    private static long Rank(EngineEvent one) => one switch
    {
        { Kind: EventKind.Started } => -1,
        { MessageId: 0 } => long.MaxValue,
        _ => one.MessageId,
    };

    private static async Task DisposeAsync(AsyncServiceScope services) => await services.DisposeAsync();
}
