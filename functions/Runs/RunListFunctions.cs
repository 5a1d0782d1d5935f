using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Callers;
using HiveFlow.Runs;
using HiveFlow.Runs.History;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Runs;

/// <summary>The history: which runs there were.</summary>
public sealed class RunListFunctions(RunSearch search)
{
    private const int MaxError = 200;

    /// <summary>Finds runs.</summary>
    [Function("Runs_List")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Listed)]
    [Operation("Lists runs of the organization, newest first: those that fit all filters. One call looks at a bounded number of runs; scannedTo says when it stopped before the page was full.")]
    [Query("flowId", "Only runs of this flow.")]
    [Query("status", "Only runs of this status: queued, running, waiting, completed, failed, cancelled.")]
    [Query("trigger", "Only runs started so: api, webhook, schedule, subflow, mcp, test, error.")]
    [Query("triggerId", "Only runs started by this webhook, schedule, API key or parent run.")]
    [Query("from", "Only runs created at or after this instant (ISO 8601).")]
    [Query("to", "Only runs created before this instant (ISO 8601).")]
    [Query("error", "Only failed runs whose error code and message have all these words (1 to 8, whole, in any case).")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(RunView), Name = "runs", IsList = true, MayStopEarly = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/runs")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var error = query.Text("error", MaxError);
        var asked = new RunQuery
        {
            FlowIds = Flows(request.Caller(), query.Text("flowId")),
            Status = query.Text("status"),
            Trigger = query.Text("trigger"),
            TriggerId = query.Text("triggerId"),
            From = query.Instant("from"),
            To = query.Instant("to"),
            Words = [.. FailureWords.Of(error, FailureWords.MostOfSearch + 1)],
            Limit = query.Limit(),
            Cursor = query.Cursor(),
        };
        if ((query.Error ?? Fault(asked, error)) is { } fault)
        {
            return Answer.Problem(fault);
        }

        var page = await search.FindAsync(request.Caller().OrganizationId, asked, cancellationToken);
        return Answer.List(
            "runs", [.. page.Items.Select(run => RunView.Of(run.Document))], RunsApiJson.Default.RunView, page.NextCursor, scannedTo: page.ScannedTo);
    }

    /// <summary>The flows whose runs are asked for, of those that the caller's key may be bound to; null for all.</summary>
    private static IReadOnlySet<string>? Flows(Caller caller, string? flowId) => flowId is null ? caller.FlowIds
        : caller.MayUseFlow(flowId) ? new HashSet<string>(StringComparer.Ordinal) { flowId }
        : new HashSet<string>(StringComparer.Ordinal);

    private static Error? Fault(RunQuery asked, string? error)
    {
        if (asked.Status is not null && !RunStatus.All.Contains(asked.Status))
        {
            return RequestErrors.Malformed("status", $"status must be one of {string.Join(", ", RunStatus.All)}.");
        }

        if (asked.Trigger is not null && !RunTriggers.All.Contains(asked.Trigger))
        {
            return RequestErrors.Malformed("trigger", $"trigger must be one of {string.Join(", ", RunTriggers.All)}.");
        }

        if (error is not null && asked.Words.Count is 0 or > FailureWords.MostOfSearch)
        {
            return RequestErrors.Invalid("error", $"error must have 1 to {FailureWords.MostOfSearch} words of 2 letters or digits or more.");
        }

        return asked is { From: { } from, To: { } to } && from >= to ? RequestErrors.Invalid("from", "from must be before to.") : null;
    }
}
