using HiveFlow.Engine.History;

namespace HiveFlow.Engine.Execution;

/// <summary>What an orchestrator has asked for and has no answer to yet. An execution does not end before these do.</summary>
internal sealed class OpenTasks
{
    private readonly Dictionary<int, IOpenTask> tasks = [];
    private readonly List<EngineAction> timers = [];
    private int activities;

    public int Count => tasks.Count;

    public bool HasActivities => activities > 0;

    public IEnumerable<EngineAction> Actions => tasks.Values.Select(task => task.Action);

    /// <summary>When the first timer is due, in UTC ticks.</summary>
    public long? NextTimer
    {
        get
        {
            long? earliest = null;
            foreach (var timer in timers)
            {
                if (!(timer.FireAt >= earliest))
                {
                    earliest = timer.FireAt;
                }
            }

            return earliest;
        }
    }

    public void Add(IOpenTask task)
    {
        var action = task.Action;
        tasks.Add(action.Id, task);
        if (action.Kind == ActionKind.Activity)
        {
            activities++;
        }
        else if (action.Kind == ActionKind.Timer)
        {
            timers.Add(action);
        }
    }

    /// <summary>Takes a task out; null when it was answered or cancelled before.</summary>
    public IOpenTask? Take(int id)
    {
        if (!tasks.Remove(id, out var task))
        {
            return null;
        }

        if (task.Action.Kind == ActionKind.Activity)
        {
            activities--;
        }
        else if (task.Action.Kind == ActionKind.Timer)
        {
            timers.Remove(task.Action);
        }

        return task;
    }

    /// <summary>Remembers that a timer has fired although its answer has to wait: it is not due a second time.</summary>
    public void HoldTimer(int id)
    {
        if (tasks.TryGetValue(id, out var timer))
        {
            timers.Remove(timer.Action);
        }
    }

    /// <summary>The timers that are due at a time, the earliest first.</summary>
    public IReadOnlyList<EngineAction> DueTimers(DateTime now)
    {
        List<EngineAction>? due = null;
        foreach (var timer in timers)
        {
            if (timer.FireAt <= now.Ticks)
            {
                (due ??= []).Add(timer);
            }
        }

        due?.Sort(static (left, right) => (left.FireAt, left.Id).CompareTo((right.FireAt, right.Id)));
        return due ?? (IReadOnlyList<EngineAction>)[];
    }
}
