using HiveFlow.Live.Connections;
using HiveFlow.Live.Feeds;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Live;

/// <summary>What live connections share.</summary>
public sealed class LiveHub(
    LiveEntrance entrance,
    ConnectionLeases leases,
    RunFeeds feeds,
    RunNotices notices,
    Revocations revocations,
    LiveRules rules,
    IHostApplicationLifetime lifetime,
    IOptions<LiveOptions> options,
    TimeProvider clock)
{
    // Pings in between keep proxies awake and show that the other end is gone.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    internal LiveEntrance Entrance => entrance;

    internal ConnectionLeases Leases => leases;

    internal RunFeeds Feeds => feeds;

    internal RunNotices Notices => notices;

    internal Revocations Revocations => revocations;

    internal LiveRules Rules => rules;

    internal LiveOptions Options => options.Value;

    internal TimeProvider Clock => clock;

    /// <summary>Takes a WebSocket and serves it to its end; false when its address has too many.</summary>
    internal async Task<bool> ServeAsync(HttpContext http, string address, CancellationToken cancellationToken)
    {
        var connection = DocumentId.New(clock).ToString();
        var place = $"ip:{address}";
        if (!await leases.TakeAsync(place, connection, Options.MaxPerAddress, cancellationToken))
        {
            return false;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var renewal = RenewAsync(place, connection, over.Token);
        try
        {
            var accept = new WebSocketAcceptContext { KeepAliveInterval = KeepAlive };
            using var socket = new LiveSocket(await http.WebSockets.AcceptWebSocketAsync(accept), Options.MaxMessageBytes);
            var code = await new LiveSession(this, socket, http, connection).RunAsync(lifetime.ApplicationStopping);
            await socket.CloseAsync(code, string.Empty);
        }
        finally
        {
            await over.CancelAsync();
            await renewal;
            await leases.GiveBackAsync(place, connection);
        }

        return true;
    }

    private async Task RenewAsync(string place, string connection, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await leases.PauseAsync(cancellationToken);
                await leases.TakeAsync(place, connection, Options.MaxPerAddress, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is over.
        }
    }
}
