using System.Diagnostics;

namespace HiveFlow.Runs.Telemetry;

/// <summary>
/// The spans of runs, as <c>HiveFlow.Runs</c>. Each step is a child of whatever started its run (a request's span, or the start by a
/// trigger), on whichever instance and however much later it is done: the run's record carries the context (W3C Trace Context). So is the
/// run itself, from its acceptance to its end, recorded when that is known.
/// </summary>
public static class RunTraces
{
    /// <summary>The source's name, for whoever exports it.</summary>
    public const string Name = "HiveFlow.Runs";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>The start of a run by something that is in no trace yet, such as a schedule; null when nobody listens or there is one.</summary>
    public static Activity? Start(string trigger)
    {
        if (!Source.HasListeners() || Activity.Current is { Recorded: true })
        {
            return null;
        }

        // Below an activity that nobody records nothing would be recorded.
        var outer = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity($"start {trigger}");
        if (span is null)
        {
            Activity.Current = outer;
        }

        return span;
    }

    /// <summary>The context that a run's steps are to be recorded under; null when nobody listens or this is not recorded.</summary>
    internal static string? Context() =>
        Source.HasListeners() && Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    /// <summary>Records a run that has ended, as a whole: its orchestration, its waits and its time in the queue.</summary>
    internal static void Ended(Run run)
    {
        if (!Source.HasListeners() || !ActivityContext.TryParse(run.Trace, traceState: null, isRemote: true, out var parent))
        {
            return;
        }

        using var span = Source.StartActivity("run", ActivityKind.Internal, parent, tags: null, links: null, startTime: run.CreatedAt);
        span?.SetTag("hiveflow.run.id", run.Id)
            .SetTag("hiveflow.flow.id", run.FlowId)
            .SetTag("hiveflow.run.trigger", run.Trigger)
            .SetTag("hiveflow.run.status", run.Status);
        if (run.EndedAt is { } end)
        {
            span?.SetEndTime(end.UtcDateTime);
        }

        if (run.Failure is { } failure)
        {
            span?.SetTag("error.type", failure.Code).SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>One try of a step; null when nobody listens or its run is in no trace.</summary>
    public static Activity? Step(Run run, RunStep step)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(step);
        if (run.Trace is null || !Source.HasListeners() || !ActivityContext.TryParse(run.Trace, traceState: null, isRemote: true, out var parent))
        {
            return null;
        }

        var span = Source.StartActivity($"step {step.NodeType}", ActivityKind.Internal, parent);
        span?.SetTag("hiveflow.run.id", run.Id)
            .SetTag("hiveflow.flow.id", run.FlowId)
            .SetTag("hiveflow.node.id", step.NodeId)
            .SetTag("hiveflow.node.type", step.NodeType)
            .SetTag("hiveflow.step.iteration", step.Iteration)
            .SetTag("hiveflow.step.attempt", step.Attempt);
        return span;
    }

    /// <summary>Says how the step stands now; of a failure only its code, since its text may be the user's.</summary>
    public static void End(Activity? span, RunStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        span?.SetTag("hiveflow.step.status", step.Status);
        if (step.Failure is { } failure)
        {
            span?.SetTag("error.type", failure.Code).SetStatus(ActivityStatusCode.Error);
        }
    }
}
