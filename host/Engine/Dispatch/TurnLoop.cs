using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using HiveFlow.Engine.Timers;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Engine.Dispatch;

/// <summary>
/// What an instance goes through when its turn comes: loaded where it is not in memory, played, committed as one batch; and only
/// then its effects begin.
/// </summary>
internal sealed partial class TurnLoop : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly EngineParts parts;
    private readonly EngineNumbers numbers;
    private readonly TurnPlayer player;
    private readonly WorkLine<LiveInstance> turns;
    private readonly WorkLine<ActivityRun> activities;
    private readonly TimerAgenda agenda;
    private readonly TurnEffects effects;
    private readonly Trials trials;
    private readonly IEngineObserver observer;
    private readonly ILogger logger;
    private volatile bool isDead;

    public TurnLoop(
        EngineParts parts,
        TurnBuilder builder,
        WorkLine<LiveInstance> turns,
        WorkLine<ActivityRun> activities,
        EngineNumbers numbers,
        IEngineObserver observer)
    {
        this.numbers = numbers;
        this.parts = parts;
        this.turns = turns;
        this.activities = activities;
        this.observer = observer;
        Table = new InstanceTable(id => new LiveInstance(this, id), turns, parts.Options);
        agenda = new TimerAgenda(parts.Time, Table.Remind);
        Refill = new TimerRefill(parts, agenda);
        trials = new Trials(parts, Table);
        player = new TurnPlayer(
            parts, builder, live => Table.Deliver(live.Id, live.Row?.Seq, EngineEvent.Aborted(Execution.ForeignAwait.Failure)));
        effects = new TurnEffects(parts, Table, activities, agenda, Refill, trials, observer);
        logger = parts.LoggerFactory.CreateLogger("HiveFlow.Engine");
    }

    public InstanceTable Table { get; }

    public TimerRefill Refill { get; }

    public int Timers => agenda.Count;

    /// <summary>Wakes an instance at a time; the store has that time too.</summary>
    public void Remind(string id, long seq, long due) => effects.Remind(id, seq, due, isStored: true);

    public void Work(LiveInstance live)
    {
        var key = live.LineKey;
        lock (live.Gate)
        {
            if (live.Phase == Phase.Gone || isDead)
            {
                live.Creation?.End(new EngineStoppedException());
                turns.Ended(key);
                return;
            }

            live.Phase = Phase.Working;
            live.WasTold = false;
        }

        _ = WorkAsync(live);
        turns.Ended(key);
    }

    /// <summary>Takes up the answer of an activity.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="answer">Its answer; null when it was stopped and is to run again.</param>
    public void Answered(ActivityRun activity, EngineEvent? answer)
    {
        // Delivered before it counts as ended: whoever sees nothing under way and nobody at work knows that nothing is on its way.
        if (!isDead && answer is not null)
        {
            Table.Deliver(activity.Instance.Id, activity.Instance.Row!.Seq, answer);
        }

        activities.Ended(activity.Key);
    }

    /// <summary>From here on nothing that is under way has an effect on the store.</summary>
    public void Dispose()
    {
        isDead = true;
        agenda.Dispose();
        trials.Dispose();
        Refill.Dispose();
    }

    private async Task WorkAsync(LiveInstance live)
    {
        List<EngineEvent> mail = [];
        try
        {
            IReadOnlyList<TurnRecord> history = [];
            if (live.IsStale || (live.Run is null && live.LastTurn > 0))
            {
                if (await LoadAsync(live) is not { } stored)
                {
                    return;
                }

                history = stored.Turns;
                live.Load(stored, numbers.LastOfOthers);
            }

            if (trials.IsSuspect(live))
            {
                trials.Add(live.Id, live.Row!.Seq);
                Table.Remove(live);
                return;
            }

            if (live.Run is null && !await IsAdmittedAsync(live))
            {
                await SetAsideAsync(live);
                return;
            }

            lock (live.Gate)
            {
                mail = live.IsHeld(parts.Time.GetUtcNow().UtcTicks) ? [] : live.TakeMail();
            }

            await PlayAsync(live, mail, history);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail(live, mail, e);
        }
    }

    /// <summary>What the store has of it; null, and out of memory, when there is nothing.</summary>
    private async ValueTask<StoredInstance?> LoadAsync(LiveInstance live)
    {
        while (true)
        {
            if (await parts.Store.LoadAsync(live.Id, CancellationToken.None) is { } stored)
            {
                return stored;
            }

            lock (live.Gate)
            {
                // Whatever came meanwhile may be for an instance that was made after the reading.
                if (!live.WasTold)
                {
                    Table.Remove(live);
                    return null;
                }

                live.WasTold = false;
            }
        }
    }

    private async Task PlayAsync(LiveInstance live, List<EngineEvent> mail, IReadOnlyList<TurnRecord> history)
    {
        var turn = mail.Count > 0 || live.LastTurn > 0 ? player.Play(live, mail, history) : null;
        if (turn is null)
        {
            effects.Rest(live);
            return;
        }

        Task commit;
        lock (live.Gate)
        {
            if (live.Phase == Phase.Gone || isDead)
            {
                live.Creation?.End(new EngineStoppedException());
                return;
            }

            commit = parts.Store.CommitAsync(turn.Batch);
        }

        await commit;
        if (turn.Batch.Create?.RefusedBy is { } status)
        {
            Table.Remove(live);
            live.Creation!.End(Creation.Refusal(live.Id, status));

            // Whatever came meanwhile was for the instance that stands in the way.
            Table.Deliver(live.Id, null, null);
            return;
        }

        live.Creation?.End();
        if (isDead || observer.Committed())
        {
            return;
        }

        effects.Begin(live, turn);
    }

    private async ValueTask<bool> IsAdmittedAsync(LiveInstance live) =>
        (parts.Versioning is not { FailureStrategy: Microsoft.DurableTask.Worker.DurableTaskWorkerOptions.VersionFailureStrategy.Reject } ||
            VersionGate.Check(parts.Versioning, live.Stored!.Version) is null) &&
        (parts.Admission.IsOpen || await parts.Admission.AdmitsAsync(live.Row!.Name, live.Row.Tags, CancellationToken.None));

    /// <summary>Not for this worker: it stays in the store as it is, and nobody waits for it.</summary>
    private async Task SetAsideAsync(LiveInstance live)
    {
        if (live.Creation is { } creation)
        {
            creation.Instance.IsStarted = false;
            await parts.Store.CommitAsync(new EngineBatch { Now = creation.Instance.Created, Create = creation.Instance });
        }

        Table.Remove(live);
        if (live.Creation is { Instance.RefusedBy: { } status })
        {
            live.Creation.End(Creation.Refusal(live.Id, status));
        }
        else
        {
            live.Creation?.End();
        }
    }

    private void Fail(LiveInstance live, List<EngineEvent> mail, Exception failure)
    {
        if (live.Creation is { } creation)
        {
            Table.Remove(live);
            creation.End(failure);
            return;
        }

        if (isDead || live.Phase == Phase.Gone)
        {
            return;
        }

        if (failure is InvalidDataException)
        {
            LogBroken(failure, live.Id);
            Table.Remove(live);
            return;
        }

        LogNotCommitted(failure, live.Id);
        live.DropRun();
        lock (live.Gate)
        {
            live.Restore(mail);
            live.Phase = Phase.Idle;
        }

        agenda.Add(live.Id, live.Row?.Seq ?? 0, (parts.Time.GetUtcNow() + RetryDelay).UtcTicks);
    }

    [LoggerMessage(1, LogLevel.Warning, "The turn of instance '{InstanceId}' could not be made durable; it is tried again")]
    private partial void LogNotCommitted(Exception failure, string instanceId);

    [LoggerMessage(2, LogLevel.Error, "Instance '{InstanceId}' cannot be worked on; it stays in the store")]
    private partial void LogBroken(Exception failure, string instanceId);
}
