using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Runs.Loops;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>One execution's way through a loop's items: each at work has a walk of its own.</summary>
internal sealed class LoopWalk
{
    private readonly TaskOrchestrationContext context;
    private readonly RunLoopInput input;
    private readonly List<(int Index, FlowWalk Walk)> open = [];
    private int next;
    private bool isStopped;
    private int stepsStarted;
    private int stepsWhenMarked = -1;

    public LoopWalk(TaskOrchestrationContext context, RunLoopInput input)
    {
        this.context = context;
        this.input = input;
        next = input.Progress?.Next ?? 0;
        isStopped = input.Progress?.IsStopped ?? false;
        End = input.Progress?.Ended ?? new LoopEnd();
        foreach (var item in input.Progress?.Open ?? [])
        {
            open.Add((item.Index, WalkOf(item.Index, item.Progress)));
        }
    }

    /// <summary>What ended items came to, added up.</summary>
    public LoopEnd End { get; private set; }

    /// <summary>Durable steps begun in this execution.</summary>
    public int StepsStarted => stepsStarted + open.Sum(item => item.Walk.StepsStarted);

    /// <summary>Durable steps and bodies at work.</summary>
    public int OpenSteps => open.Sum(item => item.Walk.OpenSteps + item.Walk.OpenBodies);

    /// <summary>Whether no item is at work and none is to be begun.</summary>
    public bool IsOver => End.HasEnded || (End.IsExceeded && OpenSteps == 0) || (open.Count == 0 && (isStopped || next >= input.Work.Count));

    /// <summary>Where the loop stands.</summary>
    public LoopProgress Progress => new()
    {
        Next = next,
        Open = [.. open.Select(item => new OpenItem(item.Index, item.Walk.Progress))],
        IsStopped = isStopped,
        Ended = End,
    };

    /// <summary>Begins items while there is room, and what may start in each.</summary>
    public void StartReady()
    {
        var left = input.MaxSteps == 0 ? int.MaxValue : input.MaxSteps - End.Steps - open.Sum(item => item.Walk.StepsRun);
        if (left <= 0)
        {
            End = End with { IsExceeded = true };
            return;
        }

        while (!isStopped && next < input.Work.Count && open.Count < input.Work.Parallelism)
        {
            open.Add((next, WalkOf(next, null)));
            next++;
        }

        TellSpent();
        foreach (var (_, walk) in open)
        {
            walk.StepsLeft = left;
            if (walk.IsSettled)
            {
                walk.Close();
            }
            else
            {
                walk.StartReady();
            }
        }
    }

    /// <summary>Waits until something happens and takes it in.</summary>
    public async Task NextAsync()
    {
        Task[] tasks = [.. open.SelectMany(item => item.Walk.OpenTasks)];
        if (tasks.Length == 0)
        {
            return;
        }

        if (input.IsAlone && StepsStarted != stepsWhenMarked && open.TrueForAll(item => item.Walk.IsWaiting))
        {
            stepsWhenMarked = StepsStarted;
            await FlowWalk.MarkWaitingAsync(context, input.RunId, input.OrganizationId);
        }

        await Task.WhenAny(tasks);
        TellSpent();
        foreach (var item in open.ToList())
        {
            await item.Walk.TakeCompletedAsync();
            End = End with { HasEnded = End.HasEnded || item.Walk.HasEnded, IsExceeded = End.IsExceeded || item.Walk.IsExceeded };
            if (item.Walk.Item is { } ended)
            {
                Take(item.Index, item.Walk, ended);
                open.Remove(item);
            }
            else if (item.Walk.LostStep is not null)
            {
                Take(item.Index, item.Walk, ItemEnd.Failed);
                End = End with { IsLost = true };
                isStopped = true;
                open.Remove(item);
            }
        }
    }

    /// <summary>Gives up every timer: an open one would keep the instance from ending.</summary>
    public void CancelTimers() => open.ForEach(item => item.Walk.CancelTimers());

    /// <summary>Each item is to know what everything beside it has cost.</summary>
    private void TellSpent()
    {
        var spent = input.Spent + End.Spent + open.Sum(item => item.Walk.Spent);
        foreach (var (_, walk) in open)
        {
            walk.SpentBeside = spent - walk.Spent;
        }
    }

    private void Take(int index, FlowWalk walk, ItemEnd ended)
    {
        walk.CancelTimers();
        stepsStarted += walk.StepsStarted;
        var progress = walk.Progress;
        var usage = new SortedDictionary<string, long>(End.Usage.ToDictionary(), StringComparer.Ordinal);
        foreach (var (kind, count) in progress.Usage)
        {
            usage[kind] = usage.GetValueOrDefault(kind) + count;
        }

        var fails = ended == ItemEnd.Failed && !input.Work.GoesOnAfterErrors;
        isStopped |= fails || ended == ItemEnd.Last;
        End = End with
        {
            Count = Math.Max(End.Count, index + 1),
            FailedItem = fails ? Math.Min(End.FailedItem ?? index, index) : End.FailedItem,
            Steps = End.Steps + progress.Steps,
            Usage = usage.ToDictionary(),
            Spent = End.Spent + progress.Spent,
        };
    }

    private FlowWalk WalkOf(int index, RunProgress? progress) => new(
        context,
        new RunFlowInput
        {
            Interpreter = input.Interpreter,
            RunId = input.RunId,
            OrganizationId = input.OrganizationId,
            FlowHash = input.FlowHash,
            Plan = input.Plan,
            MaxParallel = input.MaxParallel,
            Within = new LoopScope(input.Loop, new LoopPlace(input.RunId, input.Loop, input.Iteration).ItemPath(index)),
            Progress = progress,
        });
}
