using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Throttling;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Live;

/// <summary>Live events by WebSocket.</summary>
public sealed class LiveFunctions(LiveHub hub, IOptions<GateOptions> gate)
{
    private const int NegotiatedFor = 60;

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
            return Answer.Problem(LiveErrors.WebSocketExpected());
        }

        return await hub.ServeAsync(http, ClientAddress.Name(request.ClientAddress()), cancellationToken)
            ? Results.Empty
            : Answer.Problem(LiveErrors.ConnectionLimit(hub.Options.MaxPerAddress));
    }

    /// <summary>Where the WebSocket is.</summary>
    [Function("Live_Negotiate")]
    [Access(Access.Read)]
    [FlowUse(FlowUse.Nothing)]
    [Operation("Says where live events are to be had by WebSocket.")]
    [Gives(200, typeof(NegotiateAnswer))]
    public IResult Negotiate([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/live/negotiate")] HttpRequest request)
    {
        var address = new UriBuilder(new Uri(gate.Value.PublicUrl, "/api/live"));
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        return Answer.Ok(new NegotiateAnswer(address.Uri, NegotiatedFor), LiveJson.Default.NegotiateAnswer);
    }
}
