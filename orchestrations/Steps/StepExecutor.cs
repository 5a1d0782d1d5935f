using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.Credentials;
using HiveFlow.Orchestrations.Agents;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Processors;
using HiveFlow.Processors.Credentials;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Telemetry;
using HiveFlow.Vault.Redaction;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Runs one node: resolves its settings, calls its processor within its time, keeps its output, decides about another try.</summary>
public sealed partial class StepExecutor(
    StepSettings settings,
    ProcessorCatalog processors,
    PayloadStore payloads,
    RunCredentials credentialsOfRuns,
    RunMeter meter,
    StepWatch watch,
    StepWaits waits,
    LoopSteps loops,
    SubflowSteps subflows,
    PartRecords parts,
    TimeProvider clock,
    ILogger<StepExecutor> logger)
{
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    internal async ValueTask<StepEnd> RunAsync(StepAssignment step, CancellationToken cancellationToken)
    {
        if (step.IsResumed)
        {
            return await ResumeAsync(step, cancellationToken);
        }

        var startedAt = clock.GetUtcNow();
        var start = clock.GetTimestamp();
        var record = RecordOf(step, startedAt);
        if (!step.IsContinued)
        {
            step.Recorder.Add(RunEvents.StepStarted(record));
        }

        using var span = RunTraces.Step(step.Run, record);
        using var scope = logger.BeginScope(LogContext.Of(step.Run, record.NodeId));
        meter.StepBegan();
        var status = StepStatus.Failed;
        try
        {
            var ended = await TryAsync(step, record, startedAt, start, cancellationToken);
            RunTraces.End(span, ended.Record);
            status = ended.Record.Status;
            return ended.End;
        }
        finally
        {
            meter.StepEnded(record.NodeType, processors.TryGet(record.NodeType, out _), status, clock.GetElapsedTime(start));
        }
    }

    /// <summary>
    /// Does something else than running the node, with its settings, its credentials, its time and its log; records nothing but what it logs.
    /// Null when the run ended meanwhile.
    /// </summary>
    internal ValueTask<StepResult?> ActAsync(
        StepAssignment step, Func<StepContext, CancellationToken, ValueTask<StepResult>> act, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return ProcessAsync(step, RecordOf(step, now), now, cancellationToken, act);
    }

    private async ValueTask<(StepEnd End, RunStep Record)> TryAsync(
        StepAssignment step, RunStep record, DateTimeOffset startedAt, long start, CancellationToken cancellationToken)
    {
        if (await ProcessAsync(step, record, startedAt, cancellationToken) is not { } result)
        {
            return (new StepEnd(step.Node) { IsOver = true }, record with { Status = StepStatus.Cancelled });
        }

        record = record with { DurationMicros = (long)clock.GetElapsedTime(start).TotalMicroseconds, Usage = result.Usage.Count == 0 ? null : result.Usage };
        await parts.AddAsync(step, result.Parts, cancellationToken);
        if (step.IsContinued && await settings.RecallAsync(step.Memory, step.Place, step.Scope.Iteration, cancellationToken) is { } earlier)
        {
            var whole = (long)(clock.GetUtcNow() - earlier.StartedAt).TotalMicroseconds;
            record = record with { StartedAt = earlier.StartedAt, DurationMicros = Math.Max(record.DurationMicros, whole) };
        }

        if (result is { Error: null, Tools: { } tools })
        {
            step.Recorder.Add(record);
            return (new StepEnd(step.Node) { Tools = tools, Fresh = result.Fresh }, record);
        }

        if (result is { Error: null, Wait: { } wait })
        {
            return await waits.OpenAsync(step, record, wait, cancellationToken);
        }

        if (result.Loop is { } loop)
        {
            var begun = await loops.BeginAsync(step, record, loop, cancellationToken);
            return begun.IsSuccess ? begun.Value : Fail(step, record, StepResult.Failed(begun.Error));
        }

        if (result.Subflow is { } subflow)
        {
            var begun = await subflows.BeginAsync(step, record, subflow, cancellationToken);
            return begun.IsSuccess ? begun.Value : Fail(step, record, StepResult.Failed(begun.Error));
        }

        return await EndAsync(step, record, result, cancellationToken);
    }

    private async ValueTask<(StepEnd End, RunStep Record)> EndAsync(
        StepAssignment step, RunStep record, StepResult result, CancellationToken cancellationToken)
    {
        if (result.Error is null)
        {
            var output = await payloads.SaveAsync(step.Memory.Run.Tenant, OutputKey(record), result.Output, cancellationToken);
            if (output is not null)
            {
                return Succeed(step, record with { Output = output }, result);
            }

            result = StepResult.Failed(RunErrors.OutputTooLarge(PayloadStore.MaxSize));
        }

        return Fail(step, record, result);
    }

    private static RunStep RecordOf(StepAssignment step, DateTimeOffset startedAt) => new()
    {
        RunId = step.Run.Id,
        NodeId = step.PlanNode.Id,
        Node = step.Place,
        Iteration = step.Scope.Iteration,
        NodeType = step.PlanNode.Type,
        Status = StepStatus.Running,
        Attempt = step.Attempt,
        StartedAt = startedAt,
    };

    private static string OutputKey(RunStep step) => $"runs/{step.RunId}/{step.Node}-{step.Iteration ?? RunStep.OutsideLoops}.json";

    private (StepEnd End, RunStep Record) Succeed(StepAssignment step, RunStep record, StepResult result)
    {
        var now = clock.GetUtcNow();
        var isWaiting = result.ResumeAt is { } until && until > now;
        record = record with
        {
            Status = isWaiting ? StepStatus.Waiting : StepStatus.Completed,
            EndedAt = isWaiting ? null : now,
            Branch = result.Branch,
            ResumeAt = isWaiting ? result.ResumeAt : null,
            Output = result.Reply is { } reply ? Payload.Of(reply.Body) : record.Output,
            Answer = result.Reply is { } answer ? new RunAnswer(answer.Status, answer.Headers) : null,
        };
        step.Recorder.Add(record);
        step.Recorder.Add(RunEvents.StepEnded(record, now));
        var end = new StepEnd(step.Node)
        {
            Branch = result.Branch,
            Answered = result.Reply is not null,
            Usage = result.Usage,
            Fresh = result.Fresh,
            Wait = isWaiting ? new PendingWait(step.Node, result.ResumeAt!.Value, IsRetry: false, WaitKind.Pause) : null,
        };
        return (end, record);
    }

    private (StepEnd End, RunStep Record) Fail(StepAssignment step, RunStep record, StepResult result)
    {
        var now = clock.GetUtcNow();
        var error = result.Error!;
        var delay = result.IsRetryable && step.PlanNode.Retry is { } retry && retry.AllowsAfter(step.Attempt)
            ? Longer(retry.DelayAfter(step.Attempt), error.RetryAfter)
            : (TimeSpan?)null;
        record = record with
        {
            Status = delay is null ? StepStatus.Failed : StepStatus.Waiting,
            EndedAt = delay is null ? now : null,
            ResumeAt = delay is { } wait ? now + wait : null,
            Failure = new RunFailure(error.Code.Value, error.Message, record.NodeId),
            Output = JsonValues.RawLength(result.Output) <= PayloadStore.InlineLimit ? Payload.Of(result.Output) : null,
        };
        step.Recorder.Add(record);
        step.Recorder.Add(RunEvents.StepEnded(record, now, delay));
        var end = new StepEnd(step.Node)
        {
            IsFailed = delay is null,
            Usage = result.Usage,
            Fresh = result.Fresh,
            Wait = delay is { } pause ? new PendingWait(step.Node, now + pause, IsRetry: true) : null,
        };
        return (end, record);
    }

    /// <summary>A target that says when it may be asked again is not asked before, within a bound that a hostile one can't move.</summary>
    private static TimeSpan Longer(TimeSpan delay, TimeSpan? asked) => asked is { } wait && wait > delay ? wait < LongestAsked ? wait : LongestAsked : delay;

    private async ValueTask<StepEnd> ResumeAsync(StepAssignment step, CancellationToken cancellationToken)
    {
        if (step.Loop is { } loop)
        {
            return (await loops.EndAsync(step, loop, cancellationToken)).End;
        }

        var waiting = await settings.RecallAsync(step.Memory, step.Place, step.Scope.Iteration, cancellationToken)
            ?? throw new InvalidOperationException("The record of a waiting step is not in the store.");
        if (waiting.WaitsFor is not null)
        {
            return await waits.ResumeAsync(step, waiting, cancellationToken);
        }

        if (waiting.ChildRunId is { } child)
        {
            return (await EndAsync(step, waiting, await subflows.ResultAsync(step, child, cancellationToken), cancellationToken)).End;
        }

        var now = clock.GetUtcNow();
        var record = waiting with { Status = StepStatus.Completed, EndedAt = now, ResumeAt = null };
        step.Recorder.Add(record);
        step.Recorder.Add(RunEvents.StepEnded(record, now));
        return new StepEnd(step.Node) { Branch = record.Branch };
    }

    // Null: the run ended meanwhile, and there is nothing to record any more.
    private async ValueTask<StepResult?> ProcessAsync(
        StepAssignment step,
        RunStep record,
        DateTimeOffset startedAt,
        CancellationToken cancellationToken,
        Func<StepContext, CancellationToken, ValueTask<StepResult>>? act = null)
    {
        if (step.PlanNode.Fault is { } fault)
        {
            return StepResult.Failed(StepErrors.NodeInvalid(fault));
        }

        if (!processors.TryGet(step.PlanNode.Type, out var processor))
        {
            return StepResult.Failed(StepErrors.UnknownNodeType(step.PlanNode.Type));
        }

        var limit = step.PlanNode.Timeout;
        using var credentials = CredentialsOf(step);
        var log = new StepLog(record.NodeId, credentials, clock);
        using var deadline = new CancellationTokenSource(limit, clock);
        using var stop = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token, stop.Token);
        try
        {
            var resolved = await settings.ResolveAsync(step, processor.Type, either.Token);
            if (!resolved.IsSuccess)
            {
                return StepResult.Failed(resolved.Error);
            }

            var context = new StepContext
            {
                RunId = record.RunId,
                NodeId = record.NodeId,
                OrganizationId = step.Run.OrganizationId,
                ActsFor = step.Run.ActsFor,
                Iteration = record.Iteration ?? RunStep.OutsideLoops,
                IdempotencyKey = $"{record.RunId}/{record.NodeId}/{record.Iteration ?? RunStep.OutsideLoops}",
                Settings = resolved.Value.Settings,
                Input = resolved.Value.Input,
                Credentials = credentials,
                Log = log,
                Deadline = startedAt + limit,
            };
            var result = await watch.FollowAsync((act ?? processor.RunAsync)(context, either.Token), step, log, stop, cancellationToken);
            return stop.IsCancellationRequested ? null : result.Masked(credentials.Mask);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return StepResult.Failed(RunErrors.StepTimeout(limit), isRetryable: true);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or Storage.Documents.StoreUnavailableException))
        {
            LogFailure(exception, record, credentials.Mask);
            return StepResult.Failed(RequestErrors.Internal());
        }
        finally
        {
            log.Close();
            step.Recorder.AddRange(log.Take());
        }
    }

    /// <summary>What the node names as it was saved: no expression chooses a credential.</summary>
    private StepCredentials CredentialsOf(StepAssignment step)
    {
        var data = step.Flow.Graph.Find(step.PlanNode.Id)?.Data ?? JsonValues.EmptyObject;
        var named = NamedCredentials.In(data, "data");
        var main = data.ValueKind == JsonValueKind.Object && data.TryGetProperty(NamedCredentials.Field, out var value)
            && value.ValueKind != JsonValueKind.Null
            ? value.ToString()
            : null;
        if (string.IsNullOrEmpty(main) && named.Count == 0)
        {
            return StepCredentials.None;
        }

        var (tenant, actsFor) = (step.Memory.Run.Tenant, step.Run.ActsFor);
        return new StepCredentials(
            string.IsNullOrEmpty(main) ? null : main, named.Select(n => n.Id).ToHashSet(StringComparer.Ordinal), (id, token) => credentialsOfRuns(tenant, actsFor, id, token));
    }

    private void LogFailure(Exception exception, RunStep record, SecretMask mask)
    {
        if (mask.IsEmpty)
        {
            ProcessorFailed(logger, exception, record.RunId, record.NodeId, record.NodeType);
        }
        else
        {
            // An exception's text may repeat what the processor had in its hands.
            ProcessorFailedWith(logger, mask.Apply(exception.ToString()), record.RunId, record.NodeId, record.NodeType);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The processor of {NodeType} broke at node {NodeId} of run {RunId}.")]
    private static partial void ProcessorFailed(ILogger logger, Exception exception, string runId, string nodeId, string nodeType);

    [LoggerMessage(Level = LogLevel.Error, Message = "The processor of {NodeType} broke at node {NodeId} of run {RunId}: {Exception}")]
    private static partial void ProcessorFailedWith(ILogger logger, string exception, string runId, string nodeId, string nodeType);
}
