using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Connections;
using HiveFlow.Live.WebPubSub;
using HiveFlow.Metering.Availability;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Live;

/// <summary>
/// What Azure Web PubSub tells of its connections, which come to any instance one after another: the same protocol as on our own WebSocket,
/// each step of it from what all instances know.
/// </summary>
public sealed class RemoteEvents(
    WebPubSubClient client,
    RemoteConnections connections,
    RemoteTopics topics,
    RemoteCalls calls,
    RemoteCheck check,
    LiveEntrance entrance,
    LiveRules rules,
    CrossOrigin origins,
    ConnectionLeases leases,
    IOptions<LiveOptions> options)
{
    private const string JsonSubprotocol = "json.webpubsub.azure.v1";
    private const string OriginHeader = "Origin";

    /// <summary>Whether the request is the service's to ask if it may send events here; by the name of our own resource.</summary>
    internal string? OriginOf(HttpRequest request)
    {
        var host = client.Options.Endpoint?.Host;
        return host is not null && request.Headers["WebHook-Request-Origin"].SelectMany(v => v?.Split(',', StringSplitOptions.TrimEntries) ?? []).Contains(host, StringComparer.OrdinalIgnoreCase)
            ? host
            : null;
    }

    /// <summary>Does what an event asks for.</summary>
    internal async Task<IResult> TakeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!client.IsConfigured)
        {
            return Answer.Problem(RequestErrors.NotFound("route"));
        }

        if (RemoteEvent.Read(request.Headers) is not { } told
            || !string.Equals(told.Hub, client.Options.Hub, StringComparison.OrdinalIgnoreCase)
            || !WebPubSubSignature.IsGood(told.Signature, told.Connection, client.Options.AccessKeys))
        {
            return Answer.Problem(LiveErrors.EventSignature());
        }

        using var body = new PooledBuffer();
        if (await JsonBody.FillAsync(request, body, cancellationToken) is { } tooLarge)
        {
            return Answer.Problem(tooLarge);
        }

        try
        {
            return told.Type switch
            {
                RemoteEvent.Connect => await ConnectAsync(told, body.Written, cancellationToken),
                RemoteEvent.Connected => Results.NoContent(),
                RemoteEvent.Disconnected => await EndAsync(told, cancellationToken),
                _ => await HearAsync(told, body.Written, cancellationToken),
            };
        }
        catch (Exception fault) when (RedisHealth.IsOutage(fault))
        {
            return Answer.Problem(RequestErrors.Unavailable("Redis is away; try again.", TimeSpan.FromSeconds(2)));
        }
    }

    private static bool IsFrom(RemoteTicket ticket, string? origin, CrossOrigin origins) =>
        origin is null || origin == ticket.Origin || origins.IsListed(origin);

    private async Task<IResult> ConnectAsync(RemoteEvent told, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var body = JsonBody.Parse(json, LiveJson.Default.ConnectBody);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        if (told.Subject is null || await connections.TakeTicketAsync(told.Subject, cancellationToken) is not { } ticket)
        {
            return Answer.Problem(CredentialErrors.Invalid());
        }

        var origin = body.Value.Headers?.FirstOrDefault(h => h.Key.Equals(OriginHeader, StringComparison.OrdinalIgnoreCase)).Value;
        if (!IsFrom(ticket, origin is null or [] ? null : string.Join(',', origin), origins))
        {
            return Answer.Problem(GateErrors.OriginForbidden());
        }

        if (!await leases.TakeThereAsync(ticket.Place, told.Connection, options.Value.MaxPerAddress, cancellationToken))
        {
            return Answer.Problem(LiveErrors.ConnectionLimit(options.Value.MaxPerAddress));
        }

        if (!await connections.OpenAsync(told.Connection, ticket, options.Value.AuthTimeout, cancellationToken))
        {
            return Answer.Problem(CredentialErrors.Invalid());
        }

        return body.Value.Subprotocols?.Contains(JsonSubprotocol) == true
            ? Results.Json(new ConnectAnswer(JsonSubprotocol), LiveJson.Default.ConnectAnswer)
            : Results.NoContent();
    }

    private async Task<IResult> EndAsync(RemoteEvent told, CancellationToken cancellationToken)
    {
        await check.ForgetAsync(told.Connection, await connections.GetAsync(told.Connection, cancellationToken), cancellationToken);
        return Results.NoContent();
    }

    private async Task<IResult> HearAsync(RemoteEvent told, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        // One that nobody knows (any more) is dropped by the service when it is answered so.
        var count = await connections.HearAsync(told.Connection, cancellationToken);
        if (count < 0 || await connections.GetAsync(told.Connection, cancellationToken) is not { } connection)
        {
            return Answer.Problem(CredentialErrors.Invalid());
        }

        var message = told.Type == RemoteEvent.Message ? LiveRules.Read(json.Span) : null;
        var fault = count > LiveRules.MaxMessagesAMinute ? LiveCodes.TooMany
            : json.Length > options.Value.MaxMessageBytes ? LiveCodes.TooBig
            : message is null ? LiveCodes.Malformed
            : 0;
        if (fault != 0)
        {
            return await CloseAsync(connection, fault, cancellationToken);
        }

        return connection.Credential is null
            ? await IdentifyAsync(told, connection, message!, cancellationToken)
            : await DoAsync(told, connection, message!, cancellationToken);
    }

    private async Task<IResult> IdentifyAsync(RemoteEvent told, RemoteConnection connection, LiveMessage message, CancellationToken cancellationToken)
    {
        if (!LiveRules.IsAuth(message))
        {
            return await CloseAsync(connection, LiveCodes.Unauthenticated, cancellationToken);
        }

        // Without a token of its own it is whoever asked for the address.
        var address = RemoteCheck.AddressOf(connection.Ticket);
        var own = JsonSerializer.Deserialize(connection.Ticket.Credential, LiveJson.Default.CredentialReference)!;
        var (caller, fault) = message.Token is { } token
            ? await entrance.AdmitAsync(token, address, message.OrganizationId, cancellationToken)
            : await entrance.AdmitAgainAsync(own, address, cancellationToken);
        if (caller is not null && (caller.UserId.ToString() != own.UserId || (message.Token is null && message.OrganizationId is not null)))
        {
            (caller, fault) = (null, LiveCodes.Unauthenticated);
        }

        if (caller is null)
        {
            return await CloseAsync(connection, fault, cancellationToken);
        }

        if (!await leases.TakeThereAsync(RemoteCheck.PlaceOf(caller), connection.Id, options.Value.MaxPerUser, cancellationToken))
        {
            return await CloseAsync(connection, LiveCodes.TooMany, cancellationToken);
        }

        // Checked once more when revocations find it: what was revoked before that was not heard of.
        var reference = CredentialReference.Of(caller);
        var known = connection with
        {
            Credential = JsonSerializer.Serialize(reference, LiveJson.Default.CredentialReference),
            Subjects = reference.Subjects(),
            UserPlace = RemoteCheck.PlaceOf(caller),
        };
        await connections.IdentifyAsync(known.Id, known.Credential, known.Subjects, known.UserPlace, cancellationToken);
        (caller, fault) = await check.CallerOfAsync(known, cancellationToken);
        return caller is null
            ? await CloseAsync(known, fault, cancellationToken)
            : Say(told, LiveTexts.Ready(known.Id));
    }

    private async Task<IResult> DoAsync(RemoteEvent told, RemoteConnection connection, LiveMessage message, CancellationToken cancellationToken)
    {
        var (caller, fault) = await check.CallerOfAsync(connection, cancellationToken);
        if (caller is null)
        {
            return await CloseAsync(connection, fault, cancellationToken);
        }

        var (request, about) = LiveRules.Understand(message, caller);
        var topic = new RemoteTopic(about.Field, caller.OrganizationId.ToString(), about.Id);
        switch (request)
        {
            case LiveRequest.Ping:
                return Say(told, LiveTexts.Pong());
            case LiveRequest.Subscribe:
                return await SubscribeAsync(told, caller, about, topic, message.After ?? 0, cancellationToken);
            case LiveRequest.Unsubscribe:
                await topics.UnwatchAsync(topic, connection.Id, cancellationToken);
                await client.LeaveAsync(topic.ToString(), connection.Id, cancellationToken);
                return Say(told, LiveTexts.About("unsubscribed", about));
            default:
                return await CloseAsync(connection, LiveCodes.Malformed, cancellationToken);
        }
    }

    private async Task<IResult> SubscribeAsync(
        RemoteEvent told, Caller caller, LiveTopic about, RemoteTopic topic, long after, CancellationToken cancellationToken)
    {
        // A group is told the same: who may see some flows only watches those.
        var refusal = about.Field == LiveTopic.OrganizationField && caller.FlowIds is not null
            ? GateErrors.KeyBoundToFlows()
            : await rules.RefusalOfAsync(caller, about, cancellationToken);
        if (refusal is not null)
        {
            return Say(told, LiveTexts.Failure(refusal, about));
        }

        switch (await topics.WatchAsync(topic, new RemoteJoiner(told.Connection, after), options.Value.MaxSubscriptions, cancellationToken))
        {
            case null:
                return Say(told, LiveTexts.Failure(LiveErrors.SubscriptionLimit(options.Value.MaxSubscriptions), about));
            case false:
                return Say(told, LiveTexts.About("subscribed", about));
            default:
                // Whoever feeds the topic says that it is subscribed, then sends what it has.
                await calls.CallAsync(topic, cancellationToken);
                return Results.NoContent();
        }
    }

    private async Task<IResult> CloseAsync(RemoteConnection connection, int code, CancellationToken cancellationToken)
    {
        await check.CloseAsync(connection, code, cancellationToken);
        return Results.NoContent();
    }

    // To a client of the service's own subprotocol it is wrapped by the service, which asks for JSON then.
    private static IResult Say(RemoteEvent told, ReadOnlyMemory<byte> text) => Results.Text(
        Encoding.UTF8.GetString(text.Span), told.Subprotocol == JsonSubprotocol ? "application/json" : "text/plain", Encoding.UTF8);
}
