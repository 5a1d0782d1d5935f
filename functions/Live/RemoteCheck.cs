using System.Net;
using System.Text.Json;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Connections;
using HiveFlow.Live.WebPubSub;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Live;

/// <summary>Whether a connection that Azure Web PubSub holds still may, and its end.</summary>
public sealed class RemoteCheck(
    WebPubSubClient client,
    RemoteConnections connections,
    RemoteTopics topics,
    ConnectionLeases leases,
    LiveEntrance entrance,
    IOptions<LiveOptions> options)
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(5);

    /// <summary>What a person's connections are counted as.</summary>
    internal static string PlaceOf(Caller caller) => $"user:{caller.UserId}";

    /// <summary>The caller behind a connection as it was admitted; null, with the close code, when it is not good any more.</summary>
    internal async Task<(Caller? Caller, int Fault)> CallerOfAsync(RemoteConnection connection, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize(connection.Credential ?? "null", LiveJson.Default.CredentialReference) is { } reference
            ? await entrance.AdmitAgainAsync(reference, AddressOf(connection.Ticket), cancellationToken)
            : (null, LiveCodes.Unauthenticated);

    /// <summary>Where a ticket's client is.</summary>
    internal static IPAddress? AddressOf(RemoteTicket ticket) => IPAddress.TryParse(ticket.Address, out var address) ? address : null;

    /// <summary>Looks after a connection that is due: closes it when it may not go on, else renews its places.</summary>
    /// <param name="id">The connection.</param>
    /// <param name="now">The present time, in milliseconds of Redis' clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task LookAfterAsync(string id, long now, CancellationToken cancellationToken)
    {
        if (await connections.GetAsync(id, cancellationToken) is not { } connection)
        {
            await ForgetAsync(id, null, cancellationToken);
            return;
        }

        if (await FaultOfAsync(connection, now, cancellationToken) is not 0 and var fault)
        {
            await CloseAsync(connection, fault, cancellationToken);
            return;
        }

        if (now - connection.Seen >= AskEvery.TotalMilliseconds)
        {
            if (!await client.ExistsAsync(id, cancellationToken))
            {
                await ForgetAsync(id, connection, cancellationToken);
                return;
            }

            await connections.SeenAsync(id, cancellationToken);
        }
    }

    /// <summary>Closes a connection; the service knows no close codes of ours, so the code is said before.</summary>
    internal async Task CloseAsync(RemoteConnection connection, int code, CancellationToken cancellationToken)
    {
        if (await client.SendAsync(connection.Id, LiveTexts.Closing(code), cancellationToken))
        {
            await client.CloseAsync(connection.Id, code.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
        }

        await ForgetAsync(connection.Id, connection, cancellationToken);
    }

    /// <summary>Forgets a connection that is gone, and gives its places back.</summary>
    internal async Task ForgetAsync(string id, RemoteConnection? connection, CancellationToken cancellationToken)
    {
        await topics.UnwatchAllAsync(id, cancellationToken);
        await connections.RemoveAsync(id, cancellationToken);
        if (connection is not null)
        {
            await leases.GiveBackAsync(connection.Ticket.Place, id);
            await (connection.UserPlace is { } place ? leases.GiveBackAsync(place, id) : default);
        }
    }

    private async Task<int> FaultOfAsync(RemoteConnection connection, long now, CancellationToken cancellationToken)
    {
        if (connection.IsExpelled)
        {
            return LiveCodes.GoingAway;
        }

        if (connection.Credential is null)
        {
            return now - connection.Since >= options.Value.AuthTimeout.TotalMilliseconds ? LiveCodes.AuthTimeout : 0;
        }

        if (now - connection.Heard >= options.Value.IdleTimeout.TotalMilliseconds && !await topics.WasToldAsync(connection.Id, cancellationToken))
        {
            return LiveCodes.Idle;
        }

        if (connection.IsDoubted || now - connection.Checked >= CheckEvery.TotalMilliseconds)
        {
            await connections.ClearDoubtAsync(connection.Id, cancellationToken);
            var (caller, fault) = await CallerOfAsync(connection, cancellationToken);
            if (caller is null)
            {
                return fault;
            }

            await connections.CheckedAsync(connection, cancellationToken);
        }

        return await leases.TakeThereAsync(connection.Ticket.Place, connection.Id, options.Value.MaxPerAddress, cancellationToken)
            && await leases.TakeThereAsync(connection.UserPlace!, connection.Id, options.Value.MaxPerUser, cancellationToken)
                ? 0
                : LiveCodes.TooMany;
    }
}
