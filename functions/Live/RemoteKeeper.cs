using System.Threading.Channels;
using HiveFlow.Live.Signals;
using HiveFlow.Live.WebPubSub;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Live;

/// <summary>
/// Looks after the connections that Azure Web PubSub holds. Every instance does, each connection by one at a time: no instance owns any, and
/// none is lost with one.
/// </summary>
public sealed partial class RemoteKeeper(
    WebPubSubClient client,
    RemoteConnections connections,
    RemoteCheck check,
    RemoteCalls calls,
    Revocations revocations,
    TimeProvider clock,
    ILogger<RemoteKeeper> logger) : BackgroundService
{
    private const int MaxDoubts = 4_096;
    private const int AtOnce = 16;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Should more be revoked at once than fits, the minute's own check finds the rest.
    private readonly Channel<string> doubts = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MaxDoubts) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!client.IsConfigured)
        {
            return;
        }

        using var revoked = revocations.Subscribe(revocation =>
        {
            doubts.Writer.TryWrite(revocation.Id);
            wakes.Writer.TryWrite(true);
        });
        var isHearing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!isHearing)
                {
                    await calls.SubscribeAsync(topic => _ = topic is null && wakes.Writer.TryWrite(true), stoppingToken);
                    isHearing = true;
                }

                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Also what is a bug must not stop the host.
                Away(logger, fault.GetType().Name, RemoteFaults.IsOutage(fault) ? null : fault);
            }

            await PauseAsync(stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        while (doubts.Reader.TryRead(out var subject))
        {
            await connections.DoubtAsync(subject, cancellationToken);
        }

        while (await connections.ClaimDueAsync(cancellationToken) is { Connections.Count: > 0 } due)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(due.Connections, parallel, async (id, token) =>
            {
                try
                {
                    await check.LookAfterAsync(id, due.Now, token);
                }
                catch (Exception fault) when (fault is WebPubSubUnavailableException or StoreUnavailableException)
                {
                    // It is due again in some seconds; the others are not kept waiting.
                    Away(logger, fault.GetType().Name, null);
                }
            });
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = wakes.Reader.ReadAsync(pause.Token).AsTask();
        await Task.WhenAny(woken, Task.Delay(LookEvery, clock, pause.Token));
        await pause.CancelAsync();
        await ((Task)woken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connections of Azure Web PubSub are not looked after for the moment ({Reason}).")]
    private static partial void Away(ILogger logger, string reason, Exception? fault);
}
