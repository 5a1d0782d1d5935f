using HiveFlow.Orchestrations.Steps;
using HiveFlow.Processors.Agents;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;

namespace HiveFlow.Orchestrations.Agents;

/// <summary>Records what a step does as parts of it: an agent's questions and its tools' calls. Each replaces its own earlier record.</summary>
public sealed class PartRecords(PayloadStore payloads)
{
    internal async ValueTask AddAsync(StepAssignment step, IReadOnlyList<StepPart> parts, CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            var record = RecordOf(step, part);
            var ended = part.StartedAt + TimeSpan.FromMicroseconds(part.DurationMicros);
            record = record with
            {
                Status = part.Failure is null ? StepStatus.Completed : StepStatus.Failed,
                EndedAt = ended,
                DurationMicros = part.DurationMicros,
                Output = part.Failure is null
                    ? await payloads.SaveAsync(step.Memory.Run.Tenant, $"{KeyOf(record)}/{part.Id}.json", part.Output, cancellationToken)
                    : null,
                Failure = part.Failure is { } failure ? new RunFailure(failure.Code, failure.Message, record.NodeId) : null,
            };
            step.Recorder.Add(record);
            step.Recorder.Add(RunEvents.StepPart(record, ended));
        }
    }

    /// <summary>A part that has begun; its status is the step's until it is changed.</summary>
    internal static RunStep RecordOf(StepAssignment step, StepPart part) => new()
    {
        RunId = step.Run.Id,
        NodeId = step.PlanNode.Id,
        Node = step.Place,
        Iteration = step.Scope.Iteration,
        Part = part.Id,
        Tool = part.Tool,
        NodeType = part.NodeType,
        Status = StepStatus.Running,
        Attempt = step.Attempt,
        StartedAt = part.StartedAt,
        ChildRunId = part.ChildRunId,
        Input = part.Input is { } input && JsonValues.RawLength(input) <= PayloadStore.InlineLimit ? Payload.Of(input) : null,
        Usage = part.Usage.Count == 0 ? null : part.Usage,
    };

    private static string KeyOf(RunStep record) => $"runs/{record.RunId}/{record.Node}-{record.Iteration ?? RunStep.OutsideLoops}-parts";
}
