using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Runs;
using HiveFlow.Metering.Availability;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Runs.Batches;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Batches;

/// <summary>Starts and cancels the runs of batches: at once as far as it goes, the rest by the job. Repeating either is harmless.</summary>
public sealed partial class BatchRuns(
    RunBatches batches,
    FlowCatalog flows,
    RunLauncher launcher,
    RunCanceller canceller,
    IOptions<BatchOptions> options,
    TimeProvider clock,
    ILogger<BatchRuns> logger)
{
    private const int AtOnce = 16;
    private const int Page = 200;
    private const int MaxRaces = 10;

    // Whoever was starting its runs when it was cancelled has stopped by then.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    /// <summary>Starts what is left, until that time at the latest.</summary>
    internal async Task StartAsync(DurableTaskClient client, Stored<RunBatch> batch, DateTimeOffset until, CancellationToken cancellationToken)
    {
        try
        {
            var inputs = await batches.InputsAsync(batch, cancellationToken);
            for (Stored<RunBatch>? next = batch; next is { Document.Status: BatchStatus.Starting } && clock.GetUtcNow() < until;)
            {
                next = await StartSomeAsync(client, next, inputs, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is StoreUnavailableException || RedisHealth.IsOutage(exception))
        {
            NotStarted(logger, exception, batch.Id);
        }
    }

    /// <summary>Marks it cancelled and cancels its runs; those that can't be reached now are cancelled by the job.</summary>
    internal async Task<Result<Stored<RunBatch>>> CancelAsync(DurableTaskClient client, Stored<RunBatch> batch, DateTimeOffset until, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (batch.Document.Status == BatchStatus.Ended
                || (batch.Document.Status == BatchStatus.Running && await batches.CloseAsync(batch, cancellationToken)))
            {
                return BatchErrors.Ended();
            }

            var cancelled = batch.Document.Status == BatchStatus.Cancelled
                ? batch
                : await batches.SaveAsync(batch, batch.Document with { Status = BatchStatus.Cancelled, CancelledAt = clock.GetUtcNow() }, cancellationToken);
            if (cancelled is not null)
            {
                await CancelRunsAsync(client, cancelled, until, cancellationToken);
                return cancelled;
            }

            if (await batches.GetAsync(batch.Tenant, batch.Id, cancellationToken) is not { } present)
            {
                return RequestErrors.NotFound("batch");
            }

            batch = present;
        }

        return RequestErrors.VersionConflict("batch");
    }

    /// <summary>Does what a batch has left to do.</summary>
    internal async Task ResumeAsync(DurableTaskClient client, Stored<OpenBatch> open, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var batch = DocumentId.TryParse(open.Document.OrganizationId, out var organization)
            ? await batches.GetAsync(Tenant.Of(organization), open.Id, cancellationToken)
            : null;
        if (!await batches.ClaimAsync(open, batch?.Document, cancellationToken))
        {
            return;
        }

        if (batch is null)
        {
            await batches.ForgetAsync(open.Id, cancellationToken);
        }
        else if (batch.Document.Status == BatchStatus.Starting)
        {
            await StartAsync(client, batch, until, cancellationToken);
        }
        else if (batch.Document.Status == BatchStatus.Running)
        {
            await batches.CloseAsync(batch, cancellationToken);
        }
        else if (await CancelRunsAsync(client, batch, until, cancellationToken) is { } made && clock.GetUtcNow() >= batch.Document.CancelledAt + Settling)
        {
            await batches.CloseAsync(batch with { Document = batch.Document with { Made = made } }, cancellationToken);
        }
    }

    private async Task<Stored<RunBatch>?> StartSomeAsync(DurableTaskClient client, Stored<RunBatch> stored, JsonElement inputs, CancellationToken cancellationToken)
    {
        var batch = stored.Document;
        var flow = await flows.GetAsync(stored.Tenant, batch.FlowId, cancellationToken);
        if (flow is null || inputs.ValueKind != JsonValueKind.Array || inputs.GetArrayLength() != batch.Count)
        {
            return await batches.SaveAsync(stored, Stopped(batch, batch.Next, RequestErrors.NotFound(flow is null ? "flow" : "input")), cancellationToken);
        }

        var some = Math.Min(AtOnce, batch.Count - batch.Next);
        var errors = await Task.WhenAll(Enumerable.Range(batch.Next, some).Select(async place =>
        {
            var launch = new Launch(null, flow, inputs[place], null) { Item = new BatchItem(batch, place) };
            var launched = await launcher.LaunchAsync(client, launch, listen: false, cancellationToken);
            return launched.IsSuccess || launched.Error.Code == RunErrors.RunDeletedCode ? null : launched.Error;
        }));
        var made = errors.TakeWhile(error => error is null).Count();
        var next = batch with { Next = batch.Next + made, Made = batch.Next + errors.Count(error => error is null), Refusal = null };
        if (made == some)
        {
            return await batches.SaveAsync(stored, next.Next == batch.Count ? next with { Status = BatchStatus.Running } : next, cancellationToken);
        }

        var error = errors[made]!;
        var isOver = error.Code.Kind is not (ErrorKind.Unavailable or ErrorKind.OutOfCredits or ErrorKind.RateLimited);
        if (!isOver && batch.CreatedAt + options.Value.GiveUpAfter <= clock.GetUtcNow())
        {
            (isOver, error) = (true, BatchErrors.GivenUp(error.Message));
        }

        var saved = await batches.SaveAsync(stored, isOver ? Stopped(next, next.Made, error) : next with { Refusal = new RunFailure(error.Code.Value, error.Message) }, cancellationToken);
        return isOver ? saved : null;
    }

    private static RunBatch Stopped(RunBatch batch, int made, Error error) =>
        batch with { Status = BatchStatus.Running, Made = made, Failure = new RunFailure(error.Code.Value, error.Message) };

    /// <summary>Cancels all of its runs that have not ended. Gives how many there are; null when there was not enough time.</summary>
    private async Task<int?> CancelRunsAsync(DurableTaskClient client, Stored<RunBatch> batch, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(batch.Document.OrganizationId, out var organization))
        {
            return 0;
        }

        var made = 0;
        for (var from = 0; from < batch.Document.Count; from += Page)
        {
            var runs = await batches.RunsAsync(batch, from, Page, cancellationToken);
            made += runs.Count;
            foreach (var some in runs.Values.Where(run => !RunStatus.IsFinal(run.Status)).Chunk(AtOnce))
            {
                if (clock.GetUtcNow() >= until)
                {
                    return null;
                }

                await Task.WhenAll(some.Select(run => canceller.CancelAsync(client, organization, run.Id, cancellationToken)));
            }
        }

        return made;
    }

    [LoggerMessage(1, LogLevel.Warning, "Not all runs of the batch {Batch} could be started; the rest is tried again.")]
    private static partial void NotStarted(ILogger logger, Exception exception, string batch);
}
