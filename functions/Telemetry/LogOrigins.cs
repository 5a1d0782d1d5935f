using OpenTelemetry;
using OpenTelemetry.Logs;

namespace HiveFlow.Functions.Telemetry;

/// <summary>Says of each exported line of the log which run and node it is of, under the names that spans have them by.</summary>
internal sealed class LogOrigins(LogScopes scopes) : BaseProcessor<LogRecord>
{
    private const string Run = "hiveflow.run.id";
    private const string Node = "hiveflow.node.id";

    /// <inheritdoc/>
    public override void OnEnd(LogRecord data)
    {
        if (scopes.Current is not { RunId: { } run } context)
        {
            return;
        }

        List<KeyValuePair<string, object?>> all = [.. data.Attributes ?? [], new(Run, run)];
        if (context.NodeId is { } node)
        {
            all.Add(new(Node, node));
        }

        data.Attributes = all;
    }
}
