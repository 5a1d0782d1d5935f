using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Orchestrations;

public sealed class ReplaySafeLoggerTests : IDisposable
{
    private static readonly Action<ILogger, string, Exception?> Say = LoggerMessage.Define<string>(LogLevel.Information, default, "{Text}");

    private readonly RecordingLoggers _loggers = new();

    [Fact]
    public void A_line_is_written_when_the_code_runs_for_the_first_time_only()
    {
        BareContext context = new(_loggers);
        ILogger logger = context.CreateReplaySafeLogger("flow");

        Say(logger, "first", null);
        context.Replaying = true;
        Say(logger, "again", null);

        Assert.Equal(["flow: first"], _loggers.Lines);
    }

    [Fact]
    public void Loggers_of_types_carry_the_name_of_the_type()
    {
        BareContext context = new(_loggers);
        Type type = typeof(BareContext);

        Say(context.CreateReplaySafeLogger(type), "by type", null);
        Say(context.CreateReplaySafeLogger<BareContext>(), "by parameter", null);

        Assert.Equal(2, _loggers.Lines.Count);
        Assert.All(_loggers.Lines, line => Assert.StartsWith(typeof(BareContext).FullName!, line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_factory_is_one_for_each_context()
    {
        BareContext context = new(_loggers);

        Assert.Same(context.ReplaySafeLoggerFactory, context.ReplaySafeLoggerFactory);
        Assert.NotSame(context.ReplaySafeLoggerFactory, new BareContext(_loggers).ReplaySafeLoggerFactory);
    }

    [Fact]
    public void A_context_around_a_context_asks_its_own_replay_state_alone()
    {
        BareContext inner = new(_loggers) { Replaying = true };
        BareContext outer = new(inner.ReplaySafeLoggerFactory) { Replaying = false };

        Say(outer.ReplaySafeLoggerFactory.CreateLogger("flow"), "written", null);

        Assert.Equal(["flow: written"], _loggers.Lines);
    }

    [Fact]
    public void Ten_contexts_around_each_other_are_unwrapped()
    {
        Say(Nested(10).CreateReplaySafeLogger("flow"), "deep", null);

        Assert.Equal(["flow: deep"], _loggers.Lines);
    }

    [Fact]
    public void More_than_ten_contexts_around_each_other_are_taken_for_a_cycle() =>
        Assert.Throws<InvalidOperationException>(() => Nested(11).CreateReplaySafeLogger("flow"));

    [Fact]
    public void The_factory_takes_no_provider_and_owns_nothing()
    {
        BareContext context = new(_loggers);

        Assert.Throws<NotSupportedException>(() => context.ReplaySafeLoggerFactory.AddProvider(null!));
        context.ReplaySafeLoggerFactory.Dispose();

        Assert.False(_loggers.Disposed);
    }

    public void Dispose() => _loggers.Dispose();

    private BareContext Nested(int around)
    {
        BareContext context = new(_loggers);
        for (int i = 0; i < around; i++)
        {
            context = new BareContext(context.ReplaySafeLoggerFactory);
        }

        return context;
    }
}
