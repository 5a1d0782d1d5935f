using HiveFlow.Engine.History;

namespace HiveFlow.Engine.Execution;

/// <summary>What an orchestrator has asked for and has no answer to yet. An execution does not end before these do.</summary>
internal sealed class OpenTasks
{
    private readonly Dictionary<int, IOpenTask> tasks = [];
    private readonly List<EngineAction> timers = [];
    private readonly HashSet<int> held = [];
    private int activities;

    public int Count => tasks.Count;

    public bool HasActivities => activities > 0;

    /// <summary>What is under way.</summary>
    public IEnumerable<EngineAction> Actions => tasks.Values.Where(task => !held.Contains(task.Action.Id)).Select(task => task.Action);

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

        if (!held.Remove(id))
        {
            Close(task.Action);
        }

        return task;
    }

    /// <summary>Remembers that a task is answered although the answer has to wait: no timer fires and no activity runs a second time.</summary>
    public void Hold(int id)
    {
        if (tasks.TryGetValue(id, out var task) && held.Add(id))
        {
            Close(task.Action);
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

    private void Close(EngineAction action)
    {
        if (action.Kind == ActionKind.Activity)
        {
            activities--;
        }
        else if (action.Kind == ActionKind.Timer)
        {
            timers.Remove(action);
        }
    }
}
