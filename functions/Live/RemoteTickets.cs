using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Throttling;
using HiveFlow.Live.WebPubSub;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Live;

/// <summary>
/// Lets a client in at Azure Web PubSub: the address it gets holds the service's own token, whose user id is the name of a ticket that is
/// taken once.
/// </summary>
public sealed class RemoteTickets(WebPubSubClient client, RemoteConnections connections)
{
    private const int NameBytes = 32;

    /// <summary>Whether clients connect there.</summary>
    internal bool AreUsed => client.IsConfigured;

    /// <summary>Where the request's caller may connect, for so long.</summary>
    internal async Task<Uri> IssueAsync(HttpRequest request, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var reference = CredentialReference.Of(request.Caller());
        var address = request.ClientAddress();
        var origin = request.Headers.Origin is [{ } page] ? page : null;
        var ticket = new RemoteTicket(
            JsonSerializer.Serialize(reference, LiveJson.Default.CredentialReference),
            reference.Subjects(),
            address?.ToString(),
            $"ip:{ClientAddress.Name(address)}",
            origin);
        var name = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NameBytes));
        await connections.KeepTicketAsync(name, ticket, cancellationToken);
        return client.ClientUrl(name, lifetime);
    }
}
