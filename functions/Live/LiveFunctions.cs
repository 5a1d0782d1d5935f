using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Throttling;
using HiveFlow.Metering.Availability;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Live;

/// <summary>Live events by WebSocket.</summary>
public sealed class LiveFunctions(LiveHub hub, RemoteTickets tickets, IEnumerable<OwnSockets> own, IOptions<GateOptions> gate)
{
    private static readonly TimeSpan NegotiatedFor = TimeSpan.FromSeconds(60);

    /// <summary>The WebSocket; the credential comes in its first message, never in the URL.</summary>
    [Function("Live_Connect")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Live)]
    [Operation("Live events by WebSocket; see docs/live.md. The first message is `{\"type\":\"auth\",\"token\":…}`, within ten seconds.")]
    [Gives(101, ContentType = "text/plain")]
    public async Task<IResult> Connect(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/live")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var http = request.HttpContext;
        if (!http.WebSockets.IsWebSocketRequest)
        {
            return Answer.Problem(HasSockets ? LiveErrors.WebSocketExpected() : LiveErrors.NoWebSocket());
        }

        return await hub.ServeAsync(http, ClientAddress.Name(request.ClientAddress()), cancellationToken)
            ? Results.Empty
            : Answer.Problem(LiveErrors.ConnectionLimit(hub.Options.MaxPerAddress));
    }

    /// <summary>Where the WebSocket is: this host's own, or Azure Web PubSub with a token of its own in the address.</summary>
    [Function("Live_Negotiate")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Nothing)]
    [Operation("Says where live events are to be had by WebSocket: connect within `expiresIn` seconds; an address of Azure Web PubSub opens one connection. 404 `websocket_unavailable` where there is none: each run's events come by GET /runs/{id}/events.")]
    [Gives(200, typeof(NegotiateAnswer))]
    public async Task<IResult> Negotiate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/live/negotiate")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HasSockets)
        {
            return Answer.Problem(LiveErrors.NoWebSocket());
        }

        Uri address;
        try
        {
            address = tickets.AreUsed ? await tickets.IssueAsync(request, NegotiatedFor, cancellationToken) : OwnAddress();
        }
        catch (Exception fault) when (RedisHealth.IsOutage(fault))
        {
            return Answer.Problem(RequestErrors.Unavailable("Live events are not to be had at the moment; try again.", TimeSpan.FromSeconds(2)));
        }

        return Answer.Ok(new NegotiateAnswer(address, (int)NegotiatedFor.TotalSeconds), LiveJson.Default.NegotiateAnswer);
    }

    private bool HasSockets => tickets.AreUsed || own.Any();

    private Uri OwnAddress()
    {
        var address = new UriBuilder(new Uri(gate.Value.PublicUrl, "/api/live"));
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        return address.Uri;
    }
}
