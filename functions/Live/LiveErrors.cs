using HiveFlow.Errors;

namespace HiveFlow.Functions.Live;

/// <summary>How opening a live connection can fail.</summary>
public static class LiveErrors
{
    /// <summary>A request that is no WebSocket handshake.</summary>
    public static readonly ErrorCode WebSocketExpectedCode = new("websocket_expected", ErrorKind.Malformed);

    /// <summary>Neither this host nor a service beside it carries WebSockets.</summary>
    public static readonly ErrorCode NoWebSocketCode = new("websocket_unavailable", ErrorKind.NotFound);

    /// <summary>Too many connections of one address.</summary>
    public static readonly ErrorCode ConnectionLimitCode = new("connection_limit", ErrorKind.RateLimited);

    /// <summary>More subscriptions than a connection may have.</summary>
    public static readonly ErrorCode SubscriptionLimitCode = new("subscription_limit", ErrorKind.Invalid);

    /// <summary>An event of Azure Web PubSub that is not signed with one of our keys.</summary>
    public static readonly ErrorCode EventSignatureCode = new("live_event_signature", ErrorKind.Unauthenticated);

    /// <summary>400.</summary>
    public static Error WebSocketExpected() => Error.Of(
        WebSocketExpectedCode, "This address speaks WebSocket (RFC 6455); POST /api/live/negotiate says where live events are to be had.");

    /// <summary>404.</summary>
    public static Error NoWebSocket() => Error.Of(
        NoWebSocketCode, "There is no WebSocket here. Live events of a run come by server-sent events: GET /api/runs/{id}/events.");

    /// <summary>429.</summary>
    /// <param name="limit">How many there may be.</param>
    public static Error ConnectionLimit(int limit) => Error.Of(
        ConnectionLimitCode, $"There are {limit} live connections of this address already.") with
    {
        RetryAfter = TimeSpan.FromSeconds(30),
    };

    /// <summary>In a message.</summary>
    /// <param name="limit">How many there may be.</param>
    public static Error SubscriptionLimit(int limit) => Error.Of(SubscriptionLimitCode, $"A connection has at most {limit} subscriptions.");

    /// <summary>401.</summary>
    public static Error EventSignature() => Error.Of(
        EventSignatureCode, "The event is not signed with one of the access keys of this service's Azure Web PubSub, or is of another hub.");
}
