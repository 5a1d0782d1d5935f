using HiveFlow.Live.Signals;

namespace HiveFlow.Live.Tests.Signals;

public sealed class RunSignalsTests
{
    private const string Run = "aaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly RunSignals signals = new();

    [Fact]
    public void Every_subscriber_of_a_run_hears_its_signals_and_no_other_run_s()
    {
        List<RunSignal> one = [];
        List<RunSignal> two = [];
        using var first = signals.Subscribe(Run, one.Add);
        using var second = signals.Subscribe(Run, two.Add);

        signals.Publish(new RunSignal(Run, HasEnded: false));
        signals.Publish(new RunSignal("bbbbbbbbbbbbbbbbbbbbbbbb", HasEnded: true));

        Assert.Equal([new RunSignal(Run, HasEnded: false)], one);
        Assert.Equal(one, two);
    }

    [Fact]
    public void A_disposed_subscription_hears_nothing_more()
    {
        List<RunSignal> heard = [];
        var subscription = signals.Subscribe(Run, heard.Add);
        subscription.Dispose();
        subscription.Dispose();

        signals.Publish(new RunSignal(Run, HasEnded: true));

        Assert.Empty(heard);
    }

    [Fact]
    public async Task Subscribing_and_leaving_in_parallel_loses_nobody()
    {
        var count = 0;
        using var stays = signals.Subscribe(Run, _ => Interlocked.Increment(ref count));

        await Parallel.ForEachAsync(Enumerable.Range(0, 500), (_, _) =>
        {
            signals.Subscribe(Run, _ => { }).Dispose();
            return ValueTask.CompletedTask;
        });
        signals.Publish(new RunSignal(Run, HasEnded: false));

        Assert.Equal(1, count);
    }
}
