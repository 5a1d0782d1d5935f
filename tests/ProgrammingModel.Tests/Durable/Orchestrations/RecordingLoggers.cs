using Microsoft.Extensions.Logging;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Orchestrations;

/// <summary>A logger factory that remembers what was written, and whether anybody changed or ended it.</summary>
internal sealed class RecordingLoggers : ILoggerFactory
{
    public List<string> Lines { get; } = [];

    public bool Disposed { get; private set; }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new InvalidOperationException("Nobody adds a provider here.");

    public void Dispose() => Disposed = true;

    private sealed class Recorder(RecordingLoggers loggers, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            loggers.Lines.Add($"{category}: {formatter(state, exception)}");
    }
}
