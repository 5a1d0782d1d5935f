using System.Buffers;
using System.Text.Json;
using HiveFlow.Live.Events;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Runs;

/// <summary>
/// A run's log as a file with one JSON object a line (application/x-ndjson), up to its present end, page by page: memory does not grow with
/// its length.
/// </summary>
internal sealed class LogDownload(RunEventLog log, Tenant tenant, string runId, long after) : IResult
{
    /// <summary>As many pages as one answer may have: about a million events, more than a run can make in the time of a request.</summary>
    private const int MaxPages = 10_000;

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);

        // Read before the answer begins, so that an outage is still a problem document.
        var events = await log.ReadAsync(tenant, runId, after, cancellationToken);
        response.ContentType = "application/x-ndjson; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"run-{runId}.ndjson\"";
        for (var page = 0; events.Count > 0 && page < MaxPages; page++)
        {
            await response.BodyWriter.WriteAsync(Lines(events), cancellationToken);
            events = await log.ReadAsync(tenant, runId, events[^1].Seq, cancellationToken);
        }
    }

    private static ReadOnlyMemory<byte> Lines(IReadOnlyList<RunEvent> events)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var line in events.Select(LogPage.Line).OfType<LogLine>())
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(line, RunsApiJson.Default.LogLine));
            lines.Write(NewLine);
        }

        return lines.WrittenMemory;
    }
}
