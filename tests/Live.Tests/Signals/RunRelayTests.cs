using HiveFlow.HostFixture;
using HiveFlow.Live.Redis;
using HiveFlow.Live.Signals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Live.Tests.Signals;

public sealed class RunRelayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RedisFact]
    public async Task Signals_reach_another_instance_through_redis_and_do_not_come_back()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var here = await Instance.StartAsync(server);
        await using var there = await Instance.StartAsync(server);
        var run = "aaaaaaaaaaaaaaaaaaaaaaaa";
        var echoes = 0;
        var arrived = new TaskCompletionSource<RunSignal>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var mine = here.Signals.Subscribe(run, _ => Interlocked.Increment(ref echoes));
        using var theirs = there.Signals.Subscribe(run, signal => arrived.TrySetResult(signal));

        // Subscribing at the server takes a moment that nobody announces: say it until it is heard.
        var said = 0;
        while (!arrived.Task.IsCompleted)
        {
            here.Signals.Publish(new RunSignal(run, HasEnded: true));
            said++;
            await Task.WhenAny(arrived.Task, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }

        Assert.Equal(new RunSignal(run, HasEnded: true), await arrived.Task.WaitAsync(Patience));
        Assert.Equal(said, echoes);
    }

    [RedisFact]
    public async Task Signals_and_notices_share_one_message_and_both_arrive()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var here = await Instance.StartAsync(server);
        await using var there = await Instance.StartAsync(server);
        var (run, notice) = ("aaaaaaaaaaaaaaaaaaaaaaaa", new RunNotice("organization", "flow", "run", "completed"));
        var grown = new TaskCompletionSource<RunSignal>(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new TaskCompletionSource<RunNotice>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signals = there.Signals.Subscribe(run, signal => grown.TrySetResult(signal));
        using var notices = there.Notices.Subscribe("organization", one => told.TrySetResult(one));
        var both = Task.WhenAll(grown.Task, told.Task);

        while (!both.IsCompleted)
        {
            here.Signals.Publish(new RunSignal(run, HasEnded: false));
            here.Notices.Publish(notice);
            await Task.WhenAny(both, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }

        Assert.Equal((new RunSignal(run, HasEnded: false), notice), (await grown.Task, await told.Task));
    }

    private sealed class Instance : IAsyncDisposable
    {
        private readonly RedisConnection connection;
        private readonly RunRelay relay;

        private Instance(RedisProcess server)
        {
            connection = new RedisConnection(Options.Create(new RedisOptions { ConnectionString = server.ConnectionString, Timeout = TimeSpan.FromSeconds(30) }));
            relay = new RunRelay(connection, Signals, Notices, TimeProvider.System, NullLogger<RunRelay>.Instance);
        }

        public RunSignals Signals { get; } = new();

        public RunNotices Notices { get; } = new();

        public static async Task<Instance> StartAsync(RedisProcess server)
        {
            var instance = new Instance(server);
            await instance.relay.StartAsync(default);
            return instance;
        }

        public async ValueTask DisposeAsync()
        {
            await relay.StopAsync(default);
            relay.Dispose();
            await connection.DisposeAsync();
        }
    }
}
