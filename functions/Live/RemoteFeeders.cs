using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using HiveFlow.Live.Events;
using HiveFlow.Live.Signals;
using HiveFlow.Live.WebPubSub;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Live;

/// <summary>
/// Feeds what the connections of Azure Web PubSub watch: each topic by one instance at a time, whichever takes its lease first. When that
/// instance dies another one goes on where it was; what stands in a run's log is not lost by it.
/// </summary>
public sealed partial class RemoteFeeders(
    WebPubSubClient client,
    RemoteTopics topics,
    RemoteConnections connections,
    RemoteCalls calls,
    RunEventLog log,
    RunNotices notices,
    IOptions<LiveOptions> options,
    TimeProvider clock,
    ILogger<RemoteFeeders> logger) : BackgroundService
{
    private const int MaxFeeders = 2_000;
    private const int MaxCalls = 4_096;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    // Whose a lease is; a name, not a secret.
    private readonly string self = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly ConcurrentDictionary<RemoteTopic, RemoteFeeder> feeders = new();

    private readonly Channel<RemoteTopic> called = Channel.CreateBounded<RemoteTopic>(
        new BoundedChannelOptions(MaxCalls) { FullMode = BoundedChannelFullMode.DropOldest });

    internal WebPubSubClient Client => client;

    internal RemoteTopics Topics => topics;

    internal RemoteConnections Connections => connections;

    internal RunEventLog Log => log;

    internal RunNotices Notices => notices;

    internal LiveOptions Options => options.Value;

    internal TimeProvider Clock => clock;

    internal string Self => self;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!client.IsConfigured)
        {
            return;
        }

        var isHearing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!isHearing)
                {
                    await calls.SubscribeAsync(topic => _ = topic is { } one && called.Writer.TryWrite(one), stoppingToken);
                    isHearing = true;
                }

                foreach (var topic in await topics.FreeAsync(stoppingToken))
                {
                    await TakeAsync(topic, stoppingToken);
                }

                await HearAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                // Also what is a bug must not stop the host.
                Away(logger, fault.GetType().Name, RemoteFaults.IsOutage(fault) ? null : fault);
                await Task.Delay(LookEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(feeders.Values.Select(f => f.Work));
    }

    internal void FeederIsAway(Exception fault) => Away(logger, fault.GetType().Name, null);

    // Until it is time to look for topics that nobody feeds.
    private async Task HearAsync(CancellationToken cancellationToken)
    {
        using var look = new CancellationTokenSource(LookEvery, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, look.Token);
        try
        {
            while (true)
            {
                var topic = await called.Reader.ReadAsync(either.Token);
                if (feeders.TryGetValue(topic, out var feeder))
                {
                    feeder.Wake();
                }
                else
                {
                    await TakeAsync(topic, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look.
        }
    }

    private async Task TakeAsync(RemoteTopic topic, CancellationToken stopping)
    {
        if (feeders.Count >= MaxFeeders || feeders.ContainsKey(topic) || !await topics.TakeAsync(topic, self, stopping))
        {
            return;
        }

        var feeder = new RemoteFeeder(this, topic);
        feeders[topic] = feeder;
        feeder.Work = FeedAsync(feeder, topic, stopping);
    }

    private async Task FeedAsync(RemoteFeeder feeder, RemoteTopic topic, CancellationToken stopping)
    {
        var isFine = true;
        try
        {
            await Task.Yield();
            await feeder.RunAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            // It stops, or is another instance's now.
        }
        catch (Exception fault)
        {
            isFine = false;
            Away(logger, fault.GetType().Name, RemoteFaults.IsOutage(fault) ? null : fault);
        }

        feeders.TryRemove(topic, out _);
        feeder.Dispose();

        // What failed waits until its lease is over, else it could fail again and again without a pause.
        await (isFine ? ReleaseAsync(topic) : Task.CompletedTask);
    }

    private async Task ReleaseAsync(RemoteTopic topic)
    {
        try
        {
            await topics.ReleaseAsync(topic, self);
            await calls.CallAsync(topic, CancellationToken.None);
        }
        catch (Exception fault) when (RemoteFaults.IsOutage(fault))
        {
            // The lease is over by itself within seconds.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watchers at Azure Web PubSub are not fed for the moment ({Reason}); nothing is lost.")]
    private static partial void Away(ILogger logger, string reason, Exception? fault);
}
