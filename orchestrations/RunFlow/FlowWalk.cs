using HiveFlow.Flows.Running;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Orchestrations.Waits;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.RunFlow;

/// <summary>One execution's walk through the flow: what is open, what came of it, what may start next.</summary>
internal sealed class FlowWalk
{
    /// <summary>For activities that fail only when something underneath is away.</summary>
    internal static readonly TaskOptions Persistent = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 12, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

    private readonly TaskOrchestrationContext context;
    private readonly RunFlowInput input;
    private readonly RunPlan plan;
    private readonly RunState state;
    private readonly List<OpenStep> steps = [];
    private readonly OpenWaits waits;
    private readonly Wakes wakes;
    private readonly OpenBodies bodies;
    private readonly SortedDictionary<string, long> usage;
    private int stepsRun;
    private int answered;
    private long spent;
    private bool isMarked;

    public FlowWalk(TaskOrchestrationContext context, RunFlowInput input)
    {
        this.context = context;
        this.input = input;
        plan = input.Plan;
        wakes = new Wakes(context, input.Within?.Iteration);
        bodies = new OpenBodies(context, input);
        waits = new OpenWaits(context);
        state = input.Progress?.State ?? Begin(plan, input.Within);
        usage = new SortedDictionary<string, long>(input.Progress?.Usage.ToDictionary() ?? [], StringComparer.Ordinal);
        stepsRun = input.Progress?.Steps ?? 0;
        answered = input.Progress?.Answered ?? -1;
        spent = input.Progress?.Spent ?? 0;
        foreach (var wait in input.Progress?.Waits ?? [])
        {
            Wait(wait);
        }

        // A hint may have been lost between two executions: each wait for an answer is looked at once, beside what is counted.
        foreach (var wait in waits.All.Where(wait => wait.Kind == WaitKind.Answer))
        {
            Wake(wait.Node);
        }

        StepsStarted = 0;
    }

    /// <summary>Durable steps begun in this execution, and hints that came.</summary>
    public int StepsStarted { get; private set; }

    /// <summary>Durable steps at work.</summary>
    public int OpenSteps => steps.Count;

    /// <summary>Loops and runs of other flows at work.</summary>
    public int OpenBodies => bodies.Count;

    /// <summary>Whether nothing of it is at work, and it waits in a way that the run is shown to be in.</summary>
    public bool IsWaiting => steps.Count == 0 && bodies.Count == 0 && waits.AreShown;

    /// <summary>Everything that is waited for.</summary>
    public IReadOnlyList<Task> OpenTasks
    {
        get
        {
            List<Task> open = [.. steps.Select(step => (Task)step.Task), .. bodies.Tasks, .. waits.Timers];
            if (wakes.Next is { } wake)
            {
                open.Add(wake);
            }

            return open;
        }
    }

    /// <summary>Steps run so far, those of bodies that have ended included.</summary>
    public int StepsRun => stepsRun;

    /// <summary>How many more steps may be run; an item's are told to it, the flow's own follow from its input.</summary>
    public int StepsLeft { private get; set; } = int.MaxValue;

    /// <summary>What the steps of this walk have cost, those of bodies that have ended included.</summary>
    public long Spent => spent;

    /// <summary>What the run's other steps are known to have cost; an item's walk is told it.</summary>
    public long SpentBeside { private get; set; }

    /// <summary>Whether it has stopped because no more steps may be run.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>How the item ended that this is the walk of; null while it has not.</summary>
    public ItemEnd? Item { get; private set; }

    /// <summary>Whether nothing is left to walk, though nothing has written the end.</summary>
    public bool IsSettled => steps.Count == 0 && bodies.Count == 0 && (state.IsFinished(plan) || state.IsFailed(plan));

    /// <summary>The node of a step that could not be carried out at all; null normally.</summary>
    public int? LostStep { get; private set; }

    /// <summary>Whether the last step has written the run's end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether nothing is left to walk.</summary>
    /// <remarks>A loop at work ends by itself once the run has; a run of another flow is waited for.</remarks>
    public bool IsOver => HasEnded || LostStep is not null || state.IsFinished(plan)
        || (state.IsFailed(plan) && steps.Count == 0 && !bodies.HasRun)
        || (IsExceeded && steps.Count == 0 && bodies.Count == 0);

    /// <summary>Where the walk stands.</summary>
    public RunProgress Progress => new()
    {
        State = state,
        Waits = waits.All,
        Usage = usage.ToDictionary(),
        Steps = stepsRun,
        Answered = answered,
        Spent = spent,
    };

    /// <summary>Starts what may start: the nodes that can share a step together, every other one by itself.</summary>
    public void StartReady()
    {
        var ready = state.Ready(plan);
        if (ready.Count == 0 || steps.Count >= input.MaxParallel)
        {
            return;
        }

        if (Left <= 0)
        {
            IsExceeded = true;
            return;
        }

        List<int> shared = [.. ready.Where(node => plan.Nodes[node].IsFusible)];
        if (shared.Count > 0)
        {
            Start(shared);
        }

        foreach (var node in ready)
        {
            if (steps.Count >= input.MaxParallel)
            {
                return;
            }

            if (!plan.Nodes[node].IsFusible)
            {
                Start([node]);
            }
        }
    }

    /// <summary>Waits until something happens and takes it in.</summary>
    public async Task NextAsync()
    {
        if (IsOver)
        {
            return;
        }

        if (!isMarked && IsWaiting)
        {
            isMarked = true;
            await MarkWaitingAsync(context, input.RunId, input.OrganizationId);
        }

        await Task.WhenAny(OpenTasks);
        await TakeCompletedAsync();
    }

    /// <summary>Takes in whatever has happened.</summary>
    public async Task TakeCompletedAsync()
    {
        foreach (var step in steps.FindAll(step => step.Task.IsCompleted))
        {
            steps.Remove(step);
            await TakeAsync(step);
        }

        foreach (var (node, end) in await bodies.TakeEndedAsync())
        {
            Take(node, end);
        }

        foreach (var place in await wakes.TakeAsync())
        {
            StepsStarted++;
            Wake(plan.NodeAt(place));
        }

        while (waits.TryTakeDue(out var due))
        {
            GoOn(due);
        }
    }

    /// <summary>Says of a run that it waits.</summary>
    public static async Task MarkWaitingAsync(TaskOrchestrationContext context, string runId, string organizationId)
    {
        try
        {
            await context.CallActivityAsync(
                MarkWaitingActivity.Name, new MarkWaitingRequest { RunId = runId, OrganizationId = organizationId }, Persistent);
        }
        catch (TaskFailedException)
        {
            // The run goes on all the same; only what is shown of it is behind.
        }
    }

    /// <summary>Gives up every timer: an open one would keep the instance from ending.</summary>
    public void CancelTimers() => waits.Cancel();

    /// <summary>Has the item's end written that no step could write itself.</summary>
    public void Close()
    {
        var request = StepCalls.Of(context, input, new PureSlice([], 0, []), attempt: 1) with { Final = Progress, Spent = SpentBeside + spent };
        StepsStarted++;
        steps.Add(new OpenStep([0], context.CallActivityAsync<StepsResult>(RunStepsActivity.Name, request, Persistent)));
    }

    private int Left => input.Within is not null ? StepsLeft : input.MaxSteps == 0 ? int.MaxValue : input.MaxSteps - stepsRun;

    private static RunState Begin(RunPlan plan, LoopScope? within)
    {
        var begun = RunState.Start(plan);
        if (within is not null)
        {
            // A body's first node stands for the item, which is there.
            begun.Complete(plan, 0);
        }

        return begun;
    }

    private void Start(IReadOnlyList<int> nodes)
    {
        foreach (var node in nodes)
        {
            state.MarkRunning(plan, node);
        }

        Call(nodes, attempt: 1, isResumed: false);
    }

    private void Call(IReadOnlyList<int> nodes, int attempt, bool isResumed, LoopEnd? loop = null)
    {
        var slice = state.ExpandPure(plan, nodes);
        var isLast = !state.IsFailed(plan) && waits.Count == 0 && steps.Count == 0 && state.Unsettled(plan) == slice.Nodes.Count;
        isMarked = false;
        var request = StepCalls.Of(context, input, slice, attempt) with
        {
            IsResumed = isResumed,
            IsAlone = input.Within is null && state.InFlight(plan) == nodes.Count && state.Ready(plan).Count == 0,
            Loop = loop,
            Final = isLast ? Progress : null,
            Spent = SpentBeside + spent,
        };
        StepsStarted++;
        steps.Add(new OpenStep(nodes, StepCalls.Begin(context, plan.Nodes[nodes[0]], request)));
    }

    private async Task TakeAsync(OpenStep step)
    {
        StepsResult result;
        try
        {
            result = await step.Task;
        }
        catch (TaskFailedException)
        {
            LostStep ??= step.Nodes[0];
            return;
        }

        stepsRun += result.Outcomes.Count;
        HasEnded |= result.HasEnded;
        Item = result.Item ?? Item;
        answered = result.Answered ?? answered;
        spent += result.Cost;
        Add(result.Usage);
        state.Apply(plan, result.Outcomes);
        if (result.Run is { } run)
        {
            // Its record is written: it is begun whatever else has happened.
            StepsStarted++;
            bodies.Begin(run);
        }

        if (result.Loop is { } loop && !state.IsFailed(plan))
        {
            StepsStarted++;
            var isAlone = input.Within is null && state.InFlight(plan) == 1 && state.Ready(plan).Count == 0;
            bodies.Begin(plan, loop, Left == int.MaxValue ? 0 : Math.Max(1, Left), isAlone, SpentBeside + spent);
        }

        isMarked = result.HasMarked;
        if (result.Wait is { } wait && !state.IsFailed(plan))
        {
            Suspend(wait);
        }
    }

    private void Suspend(PendingWait wait)
    {
        if (state.StatusOf(wait.Node) == NodeStatus.Running)
        {
            state.MarkWaiting(plan, wait.Node);
        }

        if (wakes.Recall(wait.Node))
        {
            GoOn(wait);
        }
        else
        {
            Wait(wait);
        }
    }

    private void Take(int node, LoopEnd? end)
    {
        stepsRun += end?.Steps ?? 0;
        spent += end?.Spent ?? 0;
        Add(end?.Usage);
        HasEnded |= end?.HasEnded ?? false;
        IsExceeded |= end?.IsExceeded ?? false;
        if (!HasEnded && !IsExceeded && !state.IsFailed(plan))
        {
            Call([node], state.AttemptOf(node), isResumed: true, end);
        }
    }

    private void Add(IReadOnlyDictionary<string, long>? more)
    {
        foreach (var (kind, count) in more ?? new Dictionary<string, long>())
        {
            usage[kind] = usage.GetValueOrDefault(kind) + count;
        }
    }

    private void Wake(int node)
    {
        if (waits.TryTakeAnswer(node, out var open))
        {
            GoOn(open);
        }
        else if (node >= 0 && node < plan.Nodes.Count && state.StatusOf(node) is NodeStatus.Running or NodeStatus.Waiting)
        {
            wakes.Remember(node);
        }
    }

    private void Wait(PendingWait wait)
    {
        if (wait.Kind == WaitKind.Answer)
        {
            wakes.Open();
        }

        waits.Open(wait);
    }

    private void GoOn(PendingWait wait)
    {
        if (state.IsFailed(plan))
        {
            return;
        }

        if (wait.IsRetry)
        {
            state.MarkRetrying(plan, wait.Node);
        }

        Call([wait.Node], state.AttemptOf(wait.Node), isResumed: !wait.IsRetry);
    }

    private sealed record OpenStep(IReadOnlyList<int> Nodes, Task<StepsResult> Task);
}
