using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Usage;

/// <summary>What an organization's runs used and cost.</summary>
public sealed class UsageFunctions(UsageReport report, TimeProvider clock)
{
    private const string Many = "usage";
    private static readonly TimeSpan Default = TimeSpan.FromDays(30);

    /// <summary>The report.</summary>
    [Function("Usage_Get")]
    [Access(Access.Read)]
    [Operation("Sums up what ended runs used and were charged, by day, flow, API key or node type.")]
    [Query("from", "Runs that ended at or after this instant (ISO 8601); 30 days before to unless given.")]
    [Query("to", "Runs that ended before this instant, at most 92 days later; now unless given.")]
    [Query("by", "What is told apart, joined by commas: day, flow, key, node. day unless given.")]
    [Gives(200, typeof(UsageRow), Name = Many, IsList = true)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/usage")] HttpRequest request, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(request, cancellationToken);
        return rows.IsSuccess ? Answer.List(Many, rows.Value, UsageApiJson.Default.UsageRow, nextCursor: null) : Answer.Problem(rows.Error);
    }

    /// <summary>The same as a table.</summary>
    [Function("Usage_Export")]
    [Access(Access.Read)]
    [Operation("The same report as CSV (RFC 4180).")]
    [Query("from", "Runs that ended at or after this instant (ISO 8601); 30 days before to unless given.")]
    [Query("to", "Runs that ended before this instant, at most 92 days later; now unless given.")]
    [Query("by", "What is told apart, joined by commas: day, flow, key, node. day unless given.")]
    [Gives(200, ContentType = "text/csv")]
    public async Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/usage/export")] HttpRequest request, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(request, cancellationToken);
        return rows.IsSuccess ? new UsageCsv(rows.Value) : Answer.Problem(rows.Error);
    }

    private async Task<Result<IReadOnlyList<UsageRow>>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (from, to, by) = (parameters.Instant("from"), parameters.Instant("to"), parameters.Text("by"));
        if (parameters.Error is { } fault)
        {
            return fault;
        }

        if (UsageGrouping.Parse(by ?? "day") is not { } grouping)
        {
            return RequestErrors.Invalid("by", "by must be one or more of day, flow, key, node, joined by commas.");
        }

        var before = to ?? clock.GetUtcNow();
        var start = from ?? (before - DateTimeOffset.MinValue > Default ? before - Default : DateTimeOffset.MinValue);
        return start >= before || before - start > UsageReport.Longest
            ? RequestErrors.Invalid("from", $"from must be before to, and at most {UsageReport.Longest.TotalDays} days.")
            : await report.ReadAsync(request.Caller().Tenant, start, before, grouping, cancellationToken);
    }
}
