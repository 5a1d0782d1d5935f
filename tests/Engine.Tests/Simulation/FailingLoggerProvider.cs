using Microsoft.Extensions.Logging;

namespace HiveFlow.Engine.Simulation;

/// <summary>Keeps the last error that the engine logged on this thread: in a simulation nothing gives it a reason to.</summary>
internal sealed class FailingLoggerProvider : ILoggerProvider, ILogger
{
    [ThreadStatic]
    private static string? error;

    public static string? Error
    {
        get => error;
        set => error = value;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            error = $"{formatter(state, exception)} {exception}";
        }
    }

    public void Dispose()
    {
    }
}
