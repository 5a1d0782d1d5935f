using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using HiveFlow.Engine.Timers;

namespace HiveFlow.Engine.Dispatch;

/// <summary>What follows a turn that is durable: activities begin, messages are brought, the instance waits or leaves.</summary>
internal sealed class TurnEffects(
    EngineParts parts,
    InstanceTable table,
    WorkLine<ActivityRun> activities,
    TimerAgenda agenda,
    TimerRefill refill,
    Trials trials,
    IEngineObserver observer)
{
    /// <summary>Lets an instance wait that had nothing to play; what it waits for is under way or comes by a timer.</summary>
    public void Rest(LiveInstance live)
    {
        BeginActivities(live, []);
        Settle(live);
    }

    /// <summary>The turn is durable: its effects begin.</summary>
    public void Begin(LiveInstance live, Turn turn)
    {
        var batch = turn.Batch;
        var isFirst = live.LastTurn == 0;
        if (live.Stored is { Deaths: > 0 })
        {
            trials.Passed(live.Row!.Seq);
        }

        live.Creation = null;
        live.LastTurn = batch.Turn;
        live.LastTime = batch.Now;
        live.Stored = batch.State ?? live.Stored;
        if (batch.ForgetHistory)
        {
            live.ForgetInput();
        }

        live.Forget(turn.Events);
        foreach (var child in batch.Children ?? [])
        {
            if (child.RefusedBy is null)
            {
                table.Deliver(child.Id, child.Seq, child.Start);
            }
            else
            {
                table.Deliver(live.Id, live.Row!.Seq, child.Refusal!);
            }
        }

        foreach (var message in batch.Messages ?? [])
        {
            if (message.Reached is { } reached)
            {
                table.Deliver(message.TargetId, reached, message.Event);
            }
        }

        var isEnd = turn.Outcome.IsEnd;
        if (isEnd)
        {
            live.CancelActivities(isStopping: false);
            table.Remove(live);
        }

        if (isFirst || isEnd)
        {
            observer.Changed(live.Row! with { State = live.Stored!, Updated = batch.Now });
        }

        if (!isEnd)
        {
            BeginActivities(live, turn.Outcome.Actions);
            if (!parts.Options.ReplayCache)
            {
                live.KeepTimer();
                live.DropRun();
            }

            Settle(live);
        }
    }

    /// <summary>Hands out the activities that the orchestrator waits for and that are not under way.</summary>
    private void BeginActivities(LiveInstance live, IReadOnlyList<EngineAction> asked)
    {
        if (live.Run is not { } run)
        {
            return;
        }

        IEnumerable<EngineAction> open = live.IsRevived ? run.Open.Actions : asked;
        live.IsRevived = false;
        foreach (var action in open)
        {
            if (action.Kind == ActionKind.Activity && live.Begin(action, parts) is { } activity)
            {
                activities.Add(activity.Key, activity);
            }
        }
    }

    private void Settle(LiveInstance live)
    {
        lock (live.Gate)
        {
            if (live.Phase == Phase.Gone)
            {
                return;
            }

            var now = parts.Time.GetUtcNow().UtcTicks;
            var due = live.NextWake;
            if ((live.HasMail && !live.IsHeld(now)) || due <= now)
            {
                table.MakeReady(live);
                return;
            }

            var isStored = live.Stored is { IsBusy: false };
            if (due is { } at && (live.OnAgenda == 0 || at < live.OnAgenda) && Remind(live.Id, live.Row!.Seq, at, isStored))
            {
                live.OnAgenda = at;
            }

            table.Rest(live, isStored && live.MayLeave);
        }

        table.Evict();
    }

    /// <summary>Wakes an instance at a time.</summary>
    /// <returns>False: the store will bring it back when its time comes near.</returns>
    public bool Remind(string id, long seq, long due, bool isStored)
    {
        if (isStored && due > refill.Horizon)
        {
            return false;
        }

        agenda.Add(id, seq, due);
        return true;
    }
}
