using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Conformance.Harness;

/// <summary>Keeps every line in the order it was written.</summary>
public sealed class LogCollector : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    /// <summary>The lines of a category and of those below it.</summary>
    public IReadOnlyList<LogLine> Of(string category) =>
        [.. _lines.Where(line => line.Category == category || line.Category.StartsWith($"{category}.", StringComparison.Ordinal))];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // The lines are read after the host has ended.
    }

    private sealed class Logger(LogCollector collector, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Dictionary<string, object?> values = [];
            foreach ((string key, object? value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                values[key] = value;
            }

            collector._lines.Enqueue(new LogLine(category, eventId, formatter(state, exception), exception, values));
        }
    }
}
