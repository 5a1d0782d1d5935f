using System.Text;
using HiveFlow.HostFixture;
using HiveFlow.Live.Redis;
using HiveFlow.Live.Signals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Live.Tests.Signals;

public sealed class RevocationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Revocation Logout = new(RevocationKind.Session, "0123456789abcdef0123456789abcdef");

    [Fact]
    public void A_revocation_is_heard_here_before_publishing_returns()
    {
        var revocations = new Revocations();
        List<Revocation> heard = [];
        using var subscription = revocations.Subscribe(heard.Add);

        revocations.Publish(Logout.Kind, Logout.Id);

        Assert.Equal([Logout], heard);
    }

    [Fact]
    public void A_disposed_subscription_hears_nothing_more()
    {
        var revocations = new Revocations();
        List<Revocation> heard = [];
        revocations.Subscribe(heard.Add).Dispose();

        revocations.Publish(Logout.Kind, Logout.Id);

        Assert.Empty(heard);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nuser:b")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void What_could_not_be_an_id_is_refused(string id) =>
        Assert.Throws<ArgumentException>(() => new Revocations().Publish(RevocationKind.User, id));

    [Fact]
    public void Every_kind_survives_its_message_and_unknown_kinds_are_passed_over()
    {
        var all = Enum.GetValues<RevocationKind>().Select(kind => new Revocation(kind, "id:1")).ToList();
        var text = new StringBuilder("sender").Append("\nplanet:earth\n\nuser:");
        all.ForEach(revocation => RevocationText.Append(text, revocation));

        Assert.Equal(all, RevocationText.Read(text.ToString().Split('\n')));
        Assert.Empty(RevocationText.Read([]));
    }

    [RedisFact]
    public async Task A_revocation_reaches_another_instance_through_redis_and_does_not_come_back()
    {
        await using var server = await RedisProcess.StartAsync();
        await using var here = await Instance.StartAsync(server);
        await using var there = await Instance.StartAsync(server);
        var echoes = 0;
        var arrived = new TaskCompletionSource<Revocation>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var mine = here.Revocations.Subscribe(_ => Interlocked.Increment(ref echoes));
        using var theirs = there.Revocations.Subscribe(revocation => arrived.TrySetResult(revocation));

        // Subscribing at the server takes a moment that nobody announces: say it until it is heard.
        var said = 0;
        while (!arrived.Task.IsCompleted)
        {
            here.Revocations.Publish(Logout.Kind, Logout.Id);
            said++;
            await Task.WhenAny(arrived.Task, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }

        Assert.Equal(Logout, await arrived.Task.WaitAsync(Patience));
        Assert.Equal(said, echoes);
    }

    private sealed class Instance : IAsyncDisposable
    {
        private readonly RedisConnection connection;
        private readonly RevocationRelay relay;

        private Instance(RedisProcess server)
        {
            connection = new RedisConnection(Options.Create(new RedisOptions { ConnectionString = server.ConnectionString, Timeout = TimeSpan.FromSeconds(30) }));
            relay = new RevocationRelay(connection, Revocations, TimeProvider.System, NullLogger<RevocationRelay>.Instance);
        }

        public Revocations Revocations { get; } = new();

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
