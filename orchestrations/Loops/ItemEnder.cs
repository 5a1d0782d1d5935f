using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Orchestrations.Finishing;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Processors.Loops;
using HiveFlow.Runs;
using HiveFlow.Runs.Loops;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>Ends an item of a loop: keeps what it came to, in one write with what its last steps have recorded.</summary>
public sealed class ItemEnder(StepSettings steps, LastOutputs outputs, LoopStore loops)
{
    internal async Task<ItemEnd> EndAsync(
        RunMemory memory, StepScope scope, RunProgress progress, StepRecorder recorder, CancellationToken cancellationToken)
    {
        var (loop, index) = scope.Item ?? throw new InvalidOperationException("Only an item of a loop can be ended.");
        var (output, failure) = await ResultAsync(memory, scope, progress, cancellationToken);
        var isLast = false;
        if (failure is null)
        {
            var until = await UntilAsync(memory, scope, cancellationToken);
            (isLast, failure) = (until.IsSuccess && until.Value, until.IsSuccess ? null : FailureOf(until.Error, scope.Plan.Nodes[0].Id));
        }

        recorder.Add(loops.Result(memory.Run.Tenant, loop, index, failure is null ? output : null, failure));
        foreach (var place in scope.Plan.Places ?? [])
        {
            memory.Forget(place, scope.Iteration);
        }

        return failure is not null ? ItemEnd.Failed : isLast ? ItemEnd.Last : ItemEnd.Completed;
    }

    private static RunFailure FailureOf(Error error, string? nodeId) => new(error.Code.Value, error.Message, nodeId);

    private async Task<(Payload? Output, RunFailure? Failure)> ResultAsync(
        RunMemory memory, StepScope scope, RunProgress progress, CancellationToken cancellationToken)
    {
        var failed = progress.State.FailedNode(scope.Plan);
        if (failed >= 0)
        {
            var record = await steps.RecallAsync(memory, scope.Plan.PlaceOf(failed), scope.Iteration, cancellationToken);
            return (null, record?.Failure ?? FailureOf(StepErrors.StepLost(), scope.Plan.Nodes[failed].Id));
        }

        var key = $"runs/{memory.Run.Id}/{scope.Plan.PlaceOf(0)}-{scope.Iteration}-item.json";
        var result = await outputs.ReadAsync(memory, scope, progress.State, key, cancellationToken);
        return result.IsSuccess ? (result.Value, null) : (null, FailureOf(result.Error, null));
    }

    /// <summary>Whether the loop's condition says that this was the last item.</summary>
    private async ValueTask<Result<bool>> UntilAsync(RunMemory memory, StepScope scope, CancellationToken cancellationToken)
    {
        var data = scope.Flow.Graph.Find(scope.Plan.Nodes[0].Id)?.Data ?? JsonValues.EmptyObject;
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(LoopRequest.Until, out var until))
        {
            return false;
        }

        var asked = JsonSerializer.SerializeToElement(
            new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [LoopRequest.Until] = until }, RunsJson.Default.DictionaryStringJsonElement);
        var resolved = await steps.ResolveAsync(memory, scope, asked, [], cancellationToken);
        return resolved.IsSuccess ? resolved.Value.GetProperty(LoopRequest.Until).ValueKind == JsonValueKind.True : resolved.Error;
    }
}
