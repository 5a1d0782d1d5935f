using System.Buffers;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Processors.Loops;
using HiveFlow.Runs;
using HiveFlow.Runs.Loops;
using HiveFlow.Runs.Payloads;
using Microsoft.Extensions.Options;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>Begins and ends the step of a loop node; what lies between is the body's business.</summary>
public sealed class LoopSteps(StepSettings steps, LoopStore loops, PayloadStore payloads, IOptions<FlowsOptions> options, TimeProvider clock)
{
    internal async ValueTask<Result<(StepEnd End, RunStep Record)>> BeginAsync(
        StepAssignment step, RunStep record, LoopRequest loop, CancellationToken cancellationToken)
    {
        if (step.Scope.Depth >= options.Value.Loops.MaxDepth)
        {
            return LoopErrors.TooDeep(options.Value.Loops.MaxDepth);
        }

        if (loop.Items.ValueKind == JsonValueKind.Array
            && !await loops.KeepAsync(step.Memory.Run.Tenant, PlaceOf(step), loop.Items, cancellationToken))
        {
            return RunErrors.OutputTooLarge(PayloadStore.MaxSize);
        }

        if (loop.Count == 0)
        {
            return await EndAsync(step, record, new LoopEnd(), cancellationToken);
        }

        step.Recorder.Add(record);
        return (new StepEnd(step.Node) { Loop = new PendingLoop(step.Node, loop.Count, loop.Parallelism, loop.GoesOnAfterErrors) }, record);
    }

    internal async ValueTask<(StepEnd End, RunStep Record)> EndAsync(StepAssignment step, LoopEnd end, CancellationToken cancellationToken)
    {
        var running = await steps.RecallAsync(step.Memory, step.Place, step.Scope.Iteration, cancellationToken)
            ?? throw new InvalidOperationException("The record of a loop's step is not in the store.");
        return await EndAsync(step, running, end, cancellationToken);
    }

    private static LoopPlace PlaceOf(StepAssignment step) => new(step.Run.Id, step.Place, step.Scope.Iteration);

    private async ValueTask<(StepEnd End, RunStep Record)> EndAsync(
        StepAssignment step, RunStep record, LoopEnd end, CancellationToken cancellationToken)
    {
        var failure = await FailureAsync(step, end, cancellationToken);
        Payload? output = null;
        if (failure is null)
        {
            output = await OutputAsync(step, end.Count, cancellationToken);
            failure = output is null ? FailureOf(RunErrors.OutputTooLarge(PayloadStore.MaxSize), record.NodeId) : null;
        }

        var now = clock.GetUtcNow();
        record = record with
        {
            Status = failure is null ? StepStatus.Completed : StepStatus.Failed,
            EndedAt = now,
            DurationMicros = Math.Max(record.DurationMicros, (long)(now - record.StartedAt).TotalMicroseconds),
            Output = output,
            Failure = failure,
        };
        step.Recorder.Add(record);
        step.Recorder.Add(RunEvents.StepEnded(record, now));
        return (new StepEnd(step.Node) { IsFailed = failure is not null }, record);
    }

    private static RunFailure FailureOf(Error error, string nodeId) => new(error.Code.Value, error.Message, nodeId);

    private async ValueTask<RunFailure?> FailureAsync(StepAssignment step, LoopEnd end, CancellationToken cancellationToken)
    {
        if (end.FailedItem is { } index
            && (await loops.ResultAsync(step.Memory.Run.Tenant, PlaceOf(step), index, cancellationToken))?.Failure is { } failure)
        {
            return failure with { Message = $"Item {index}: {failure.Message}" };
        }

        return end.IsLost || end.FailedItem is not null ? FailureOf(StepErrors.StepLost(), step.PlanNode.Id) : null;
    }

    /// <summary>What each item came to, in order, and the failures among them; null when it is over the largest size there can be.</summary>
    private async Task<Payload?> OutputAsync(StepAssignment step, int count, CancellationToken cancellationToken)
    {
        var tenant = step.Memory.Run.Tenant;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        List<(int Index, RunFailure Failure)> failures = [];
        var index = 0;
        writer.WriteStartObject();
        writer.WriteStartArray("results");
        await foreach (var item in loops.ResultsAsync(tenant, PlaceOf(step), count, cancellationToken))
        {
            (await payloads.LoadAsync(tenant, item?.Output, cancellationToken)).WriteTo(writer);
            if (item is null or { Failure: not null })
            {
                failures.Add((index, item?.Failure ?? FailureOf(StepErrors.StepLost(), step.PlanNode.Id)));
            }

            index++;
            if (writer.BytesCommitted + writer.BytesPending > PayloadStore.MaxSize)
            {
                return null;
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("errors");
        foreach (var (place, failure) in failures)
        {
            Write(writer, place, failure);
        }

        writer.WriteEndArray();
        writer.WriteNumber("count", count);
        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        var key = $"runs/{step.Run.Id}/{step.Place}-{step.Scope.Iteration ?? RunStep.OutsideLoops}-items.json";
        return await payloads.SaveAsync(tenant, key, JsonElement.ParseValue(ref reader), cancellationToken);
    }

    private static void Write(Utf8JsonWriter writer, int index, RunFailure failure)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", index);
        writer.WriteString("code", failure.Code);
        writer.WriteString("message", failure.Message);
        if (failure.NodeId is not null)
        {
            writer.WriteString("nodeId", failure.NodeId);
        }

        writer.WriteEndObject();
    }
}
