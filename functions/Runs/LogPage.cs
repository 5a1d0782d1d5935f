using System.Globalization;
using System.Text.Json;
using HiveFlow.Functions.Gate;
using HiveFlow.Live.Events;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Runs;

/// <summary>The lines among a run's events.</summary>
internal static class LogPage
{
    public static async Task<IResult> ReadAsync(RunEventLog log, Stored<Run> run, int after, CancellationToken cancellationToken)
    {
        var events = await log.ReadAsync(run.Tenant, run.Id, after, cancellationToken);
        List<LogLine> lines = [.. events.Select(Line).OfType<LogLine>()];
        var next = events.Count == 0 ? null : events[^1].Seq.ToString(CultureInfo.InvariantCulture);
        return Answer.List("logs", lines, RunsApiJson.Default.LogLine, RunStatus.IsFinal(run.Document.Status) && events.Count == 0 ? null : next);
    }

    public static LogLine? Line(RunEvent runEvent) => runEvent switch
    {
        { Type: RunEventTypes.StepLog, Data: { } data } => new LogLine(runEvent.Seq, runEvent.At, runEvent.NodeId, Text(data, "level"), Text(data, "message")),
        { Type: RunEventTypes.StepOutput, Data: { } data } => new LogLine(runEvent.Seq, runEvent.At, runEvent.NodeId, Text(data, "stream"), Text(data, "text")),
        { Type: RunEventTypes.StepFailed, Data: { } data } => new LogLine(runEvent.Seq, runEvent.At, runEvent.NodeId, "error", Text(data, "message")),
        _ => null,
    };

    private static string Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value.GetString() ?? string.Empty : string.Empty;
}
