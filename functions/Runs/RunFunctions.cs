using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Live.Events;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs;
using HiveFlow.Runs.Payloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Runs;

/// <summary>Runs: look at them, watch them, stop them.</summary>
public sealed class RunFunctions(
    RunStore runs, RunSteps steps, RunEventLog events, RunCanceller canceller, PayloadStore payloads, QueuedRuns queued, TimeProvider clock)
{
    /// <summary>One run.</summary>
    [Function("Runs_Get")]
    [Access(Access.Read)]
    [Operation("Gets a run with its result.")]
    [Gives(200, typeof(RunView), Name = "run", AlsoAsData = true)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/runs/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await runs.GetAsync(request.Caller().OrganizationId, id, cancellationToken) is not { } run)
        {
            return Answer.Problem(RequestErrors.NotFound("run"));
        }

        var output = run.Document.Output is null ? (System.Text.Json.JsonElement?)null : await payloads.LoadAsync(run.Tenant, run.Document.Output, cancellationToken);
        var view = await steps.WithUseAsync(run, RunView.Of(run.Document, output), cancellationToken);
        return Answer.Named("run", view with { QueuePosition = await queued.PositionAsync(run.Document, cancellationToken) }, RunsApiJson.Default.RunView, alsoAsData: true);
    }

    /// <summary>A run's steps.</summary>
    [Function("Runs_Steps")]
    [Access(Access.Read)]
    [Operation("Lists the steps of a run in the order they began, with input, output, time and use.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(StepView), Name = "steps", IsList = true)]
    public async Task<IResult> Steps(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/runs/{id}/steps")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        return await runs.GetAsync(request.Caller().OrganizationId, id, cancellationToken) is { } run
            ? await steps.ListAsync(run, limit, cursor, cancellationToken)
            : Answer.Problem(RequestErrors.NotFound("run"));
    }

    /// <summary>A run's log.</summary>
    [Function("Runs_Logs")]
    [Access(Access.Read)]
    [Operation("Lists what the steps of a run have written, in order.")]
    [Query("after", "Only lines after this number.", IsNumber = true)]
    [Gives(200, typeof(LogLine), Name = "logs", IsList = true)]
    public async Task<IResult> Logs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/runs/{id}/logs")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var after = query.Number("after", 0, int.MaxValue) ?? 0;
        var cursor = query.Cursor();
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        if (cursor is not null && !int.TryParse(cursor, System.Globalization.CultureInfo.InvariantCulture, out after))
        {
            return Answer.Problem(RequestErrors.Malformed("cursor", "The cursor is not one of this list."));
        }

        return await runs.GetAsync(request.Caller().OrganizationId, id, cancellationToken) is { } run
            ? await LogPage.ReadAsync(events, run, after, cancellationToken)
            : Answer.Problem(RequestErrors.NotFound("run"));
    }

    /// <summary>A run's log as a file.</summary>
    [Function("Runs_DownloadLogs")]
    [Access(Access.Read)]
    [Operation("Streams what the steps of a run have written up to now as a file: a JSON object a line, in order.")]
    [Query("after", "Only lines after this number.", IsNumber = true)]
    [Gives(200, ContentType = "application/x-ndjson")]
    public async Task<IResult> DownloadLogs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/runs/{id}/logs/download")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var after = query.Number("after", 0, int.MaxValue) ?? 0;
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        return await runs.GetAsync(request.Caller().OrganizationId, id, cancellationToken) is { } run
            ? new LogDownload(events, run.Tenant, run.Id, after)
            : Answer.Problem(RequestErrors.NotFound("run"));
    }

    /// <summary>A run's events, live.</summary>
    [Function("Runs_Events")]
    [Access(Access.Read)]
    [Operation("Streams a run's events as server-sent events, from the beginning or from Last-Event-ID on, until the run ends; 204 when nothing comes after that.")]
    [Gives(200, ContentType = "text/event-stream")]
    [Gives(204)]
    public async Task<IResult> Events(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/runs/{id}/events")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RunEventStream.TryReadPosition(request.Headers, out var after))
        {
            return Answer.Problem(RequestErrors.Malformed("Last-Event-ID", "Last-Event-ID must be the number of an event of this run."));
        }

        if (await runs.GetAsync(request.Caller().OrganizationId, id, cancellationToken) is not { } run)
        {
            return Answer.Problem(RequestErrors.NotFound("run"));
        }

        // A browser's EventSource comes again after each end of a stream, until it is answered 204 (WHATWG HTML, section 9.2.3).
        return after > 0 && await events.LastAsync(run.Tenant, run.Id, cancellationToken) is (var last, HasEnded: true) && after >= last
            ? Results.NoContent()
            : new RunEventStream(events, run.Tenant, run.Id, after, clock);
    }

    /// <summary>Stops a run.</summary>
    [Function("Runs_Cancel")]
    [Access(Access.Execute)]
    [DuringMaintenance]
    [Operation("Cancels a run that has not ended; cancelling twice is harmless.")]
    [Gives(200, typeof(RunView), Name = "run", AlsoAsData = true)]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/runs/{id}/cancel")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        var cancelled = await canceller.CancelAsync(client, request.Caller().OrganizationId, id, cancellationToken);
        return cancelled.IsSuccess
            ? Answer.Named("run", RunView.Of(cancelled.Value), RunsApiJson.Default.RunView, alsoAsData: true)
            : Answer.Problem(cancelled.Error);
    }
}
