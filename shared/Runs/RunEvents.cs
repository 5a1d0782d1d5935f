using System.Buffers;
using System.Text.Json;
using HiveFlow.Live.Events;
using HiveFlow.Runs.Payloads;

namespace HiveFlow.Runs;

/// <summary>Makes the events that tell of runs and steps.</summary>
public static class RunEvents
{
    private const int LargestOutput = 4 * 1024;

    /// <summary>The run was accepted.</summary>
    public static RunEvent Started(Run run, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Make(RunEventTypes.RunStarted, null, at, writer =>
        {
            writer.WriteString("flowId", run.FlowId);
            writer.WriteString("flowName", run.FlowName);
            writer.WriteString("trigger", run.Trigger);
            if (run.Reserved > 0)
            {
                writer.WriteNumber("creditsHeld", run.Reserved);
            }
        });
    }

    /// <summary>The run is over.</summary>
    public static RunEvent Ended(Run run, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(run);
        var type = run.Status switch
        {
            RunStatus.Completed => RunEventTypes.RunCompleted,
            RunStatus.Failed => RunEventTypes.RunFailed,
            _ => RunEventTypes.RunCancelled,
        };
        return Make(type, null, at, writer =>
        {
            writer.WriteNumber("durationMs", Math.Max(0, (long)(at - run.CreatedAt).TotalMilliseconds));
            if (run.Reserved > 0)
            {
                writer.WriteNumber("creditsCharged", run.Charged);
            }

            Failure(writer, run.Failure);
        });
    }

    /// <summary>A step begins.</summary>
    public static RunEvent StepStarted(RunStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Make(RunEventTypes.StepStarted, step.NodeId, step.StartedAt, writer =>
        {
            writer.WriteString("nodeType", step.NodeType);
            writer.WriteNumber("attempt", step.Attempt);
            Iteration(writer, step);
        });
    }

    /// <summary>A step is over, waits, or will be tried again.</summary>
    public static RunEvent StepEnded(RunStep step, DateTimeOffset at, TimeSpan? retryIn = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        var type = retryIn is not null ? RunEventTypes.StepRetrying : step.Status switch
        {
            StepStatus.Completed => RunEventTypes.StepCompleted,
            StepStatus.Waiting => RunEventTypes.StepWaiting,
            _ => RunEventTypes.StepFailed,
        };
        return Make(type, step.NodeId, at, writer =>
        {
            writer.WriteNumber("durationMs", step.DurationMicros / 1000.0);
            Iteration(writer, step);
            Failure(writer, step.Failure);
            if (retryIn is { } delay)
            {
                writer.WriteNumber("attempt", step.Attempt);
                writer.WriteNumber("delayMs", (long)delay.TotalMilliseconds);
            }

            if (step.Branch is not null)
            {
                writer.WriteString("branch", step.Branch);
            }

            if (step.WaitsFor is not null)
            {
                writer.WriteString("waitsFor", step.WaitsFor);
            }

            if (step.ResumeAt is { } until)
            {
                writer.WriteString("until", until);
            }

            Usage(writer, step);
            Output(writer, step);
        });
    }

    /// <summary>A part of a step has ended, or waits.</summary>
    public static RunEvent StepPart(RunStep part, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(part);
        return Make(RunEventTypes.StepPart, part.NodeId, at, writer =>
        {
            writer.WriteString("part", part.Part);
            writer.WriteString("nodeType", part.NodeType);
            writer.WriteString("status", part.Status);
            writer.WriteNumber("durationMs", part.DurationMicros / 1000.0);
            Iteration(writer, part);
            if (part.Tool is not null)
            {
                writer.WriteString("tool", part.Tool);
            }

            if (part.ChildRunId is not null)
            {
                writer.WriteString("childRunId", part.ChildRunId);
            }

            Failure(writer, part.Failure);
            Usage(writer, part);
            Output(writer, part);
        });
    }

    /// <summary>A line of a step's log.</summary>
    public static RunEvent Log(string nodeId, DateTimeOffset at, string level, string message) =>
        Make(RunEventTypes.StepLog, nodeId, at, writer =>
        {
            writer.WriteString("level", level);
            writer.WriteString("message", message);
        });

    /// <summary>A piece of a step's live output.</summary>
    public static RunEvent Output(string nodeId, DateTimeOffset at, string stream, string text) =>
        Make(RunEventTypes.StepOutput, nodeId, at, writer =>
        {
            writer.WriteString("stream", stream);
            writer.WriteString("text", text);
        });

    private static void Output(Utf8JsonWriter writer, RunStep step)
    {
        if (step.Status == StepStatus.Completed && step.Output?.Value is { } output && JsonValues.RawLength(output) <= LargestOutput)
        {
            writer.WritePropertyName("output");
            output.WriteTo(writer);
        }
    }

    private static void Usage(Utf8JsonWriter writer, RunStep step)
    {
        if (step.Usage is not { Count: > 0 } usage)
        {
            return;
        }

        writer.WriteStartObject("usage");
        foreach (var (kind, units) in usage.OrderBy(used => used.Key, StringComparer.Ordinal))
        {
            writer.WriteNumber(kind, units);
        }

        writer.WriteEndObject();
    }

    private static void Iteration(Utf8JsonWriter writer, RunStep step)
    {
        if (step.Iteration is not null)
        {
            writer.WriteString("iteration", step.Iteration);
        }
    }

    private static void Failure(Utf8JsonWriter writer, RunFailure? failure)
    {
        if (failure is null)
        {
            return;
        }

        writer.WriteString("code", failure.Code);
        writer.WriteString("message", failure.Message);
        if (failure.NodeId is not null)
        {
            writer.WriteString("nodeId", failure.NodeId);
        }
    }

    private static RunEvent Make(string type, string? nodeId, DateTimeOffset at, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            data(writer);
            writer.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return new RunEvent { At = at, Type = type, NodeId = nodeId, Data = JsonElement.ParseValue(ref reader) };
    }
}
