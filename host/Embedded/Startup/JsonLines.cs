using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HiveFlow.Runs.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace HiveFlow.Host.Startup;

/// <summary>
/// One JSON object a line, whatever is logged: when (UTC), how bad, by what, which sentence with which values, and the trace and the run it belongs
/// to. Of scopes only our own go in: in those of the web server and of HTTP clients stand paths, and tokens in them.
/// </summary>
internal sealed class JsonLines(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name among the console's formatters.</summary>
    public const string FormatterName = "hiveflow-json";

    private const string Template = "{OriginalFormat}";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter?.Invoke(logEntry.State, logEntry.Exception);
        if (message is null && logEntry.Exception is null)
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("Timestamp", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            writer.WriteString("LogLevel", logEntry.LogLevel.ToString());
            writer.WriteString("Category", logEntry.Category);
            writer.WriteNumber("EventId", logEntry.EventId.Id);
            writer.WriteString("Message", message);
            Context(writer, scopeProvider);
            if (logEntry.Exception is { } exception)
            {
                writer.WriteString("Exception", exception.ToString());
            }

            Values(writer, logEntry.State as IReadOnlyList<KeyValuePair<string, object?>>);
            writer.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void Context(Utf8JsonWriter writer, IExternalScopeProvider? scopes)
    {
        var found = new Found();
        scopes?.ForEachScope(static (scope, found) => found.Context = scope is LogContext inner ? inner.Within(found.Context) : found.Context, found);
        Write(writer, "TraceId", found.Context?.TraceId);
        Write(writer, "RunId", found.Context?.RunId);
        Write(writer, "NodeId", found.Context?.NodeId);
    }

    private static void Values(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, object?>>? values)
    {
        if (values is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject("State");
        foreach (var (name, value) in values.Where(one => one.Key != Template))
        {
            switch (value)
            {
                case bool flag:
                    writer.WriteBoolean(name, flag);
                    break;
                case int or long or short or byte:
                    writer.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                default:
                    writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private sealed class Found
    {
        public LogContext? Context { get; set; }
    }
}
