using HiveFlow.Functions.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Tests.Telemetry;

public sealed class LogLevelOverridesTests
{
    [Fact]
    public void A_level_goes_before_the_configured_ones_of_every_provider_and_is_taken_back()
    {
        using var overrides = new LogLevelOverrides();
        using var services = new ServiceCollection()
            .AddLogging(logging => logging
                .SetMinimumLevel(LogLevel.Warning)
                .AddFilter<Everything>("HiveFlow", LogLevel.Error)
                .AddProvider(new Everything()))
            .AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(overrides)
            .AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(overrides)
            .BuildServiceProvider();
        var factory = services.GetRequiredService<ILoggerFactory>();
        var (ours, deeper, other) = (factory.CreateLogger("HiveFlow.Runs"), factory.CreateLogger("HiveFlow.Runs.Steps"), factory.CreateLogger("HiveFlow.Vault"));
        Assert.False(ours.IsEnabled(LogLevel.Warning));

        Assert.True(overrides.Set([new LogLevelRule("HiveFlow.Runs", "debug", DateTimeOffset.MaxValue)]));
        Assert.True(ours.IsEnabled(LogLevel.Debug) && deeper.IsEnabled(LogLevel.Debug));
        Assert.False(ours.IsEnabled(LogLevel.Trace) || other.IsEnabled(LogLevel.Warning));
        Assert.False(overrides.Set([new LogLevelRule("HiveFlow.Runs", "debug", DateTimeOffset.MaxValue)]));

        Assert.True(overrides.Set([new LogLevelRule("HiveFlow.Runs", "none", DateTimeOffset.MaxValue)]));
        Assert.False(ours.IsEnabled(LogLevel.Critical));

        Assert.True(overrides.Set([]));
        Assert.True(ours.IsEnabled(LogLevel.Error) && !ours.IsEnabled(LogLevel.Warning));
    }

    private sealed class Everything : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger();

        public void Dispose()
        {
        }

        private sealed class Logger : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => NullLogger.Instance.BeginScope(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
            }
        }
    }
}
