namespace HiveFlow.Runs.Telemetry;

/// <summary>
/// What the lines of the log that are written meanwhile belong to: the state of a logging scope, and the only one that goes into the log, since
/// those of frameworks hold paths and addresses.
/// </summary>
/// <param name="TraceId">The trace (W3C Trace Context), as problem documents name it; null for none.</param>
/// <param name="RunId">The run; null for none.</param>
/// <param name="NodeId">The node of the run whose step is at work; null for none.</param>
public sealed record LogContext(string? TraceId, string? RunId = null, string? NodeId = null)
{
    private const int TraceIdStart = 3;
    private const int TraceIdLength = 32;

    /// <summary>Of a run's step.</summary>
    public static LogContext Of(Run run, string nodeId)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new LogContext(run.Trace is { Length: > TraceIdStart + TraceIdLength } trace ? trace.Substring(TraceIdStart, TraceIdLength) : null, run.Id, nodeId);
    }

    /// <summary>With what this one does not say taken from the one around it.</summary>
    public LogContext Within(LogContext? outer) =>
        outer is null ? this : new LogContext(TraceId ?? outer.TraceId, RunId ?? outer.RunId, NodeId ?? outer.NodeId);
}
