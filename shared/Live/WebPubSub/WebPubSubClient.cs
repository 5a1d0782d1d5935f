using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace HiveFlow.Live.WebPubSub;

/// <summary>
/// Azure Web PubSub's REST API, version 2024-12-01, as far as live events need it
/// (https://learn.microsoft.com/rest/api/webpubsub/dataplane/web-pub-sub).
/// </summary>
public sealed class WebPubSubClient(IHttpClientFactory clients, IOptions<WebPubSubOptions> options, TimeProvider clock)
{
    /// <summary>The name of its HTTP client.</summary>
    internal const string ClientName = "web-pubsub";

    private const string Version = "api-version=2024-12-01";
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Whether live events go through it.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    /// <summary>The settings.</summary>
    public WebPubSubOptions Options => options.Value;

    /// <summary>Where a client connects: the address holds a token that opens a connection until it is over.</summary>
    /// <param name="subject">What its events name as their user.</param>
    /// <param name="lifetime">How long it is good.</param>
    public Uri ClientUrl(string subject, TimeSpan lifetime)
    {
        var address = new Uri(options.Value.Endpoint!, $"/client/hubs/{options.Value.Hub}");
        var token = WebPubSubToken.Make(options.Value.AccessKeys[0], address.AbsoluteUri, subject, clock.GetUtcNow(), lifetime);
        return new UriBuilder(address)
        {
            Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
            Port = address.Port,
            Query = $"access_token={token}",
        }.Uri;
    }

    /// <summary>Sends a JSON text to one connection.</summary>
    /// <returns>False when it is gone.</returns>
    /// <exception cref="WebPubSubUnavailableException">It could not be sent.</exception>
    public Task<bool> SendAsync(string connection, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, $"connections/{Uri.EscapeDataString(connection)}/:send", string.Empty, json, cancellationToken);

    /// <summary>Sends a JSON text to all of a group.</summary>
    /// <exception cref="WebPubSubUnavailableException">It could not be sent.</exception>
    public Task SendToGroupAsync(string group, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, $"groups/{Uri.EscapeDataString(group)}/:send", string.Empty, json, cancellationToken);

    /// <summary>Puts a connection into a group.</summary>
    /// <returns>False when it is gone.</returns>
    /// <exception cref="WebPubSubUnavailableException">It could not be done.</exception>
    public Task<bool> JoinAsync(string group, string connection, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Put, MemberOf(group, connection), string.Empty, default, cancellationToken);

    /// <summary>Takes a connection out of a group.</summary>
    /// <exception cref="WebPubSubUnavailableException">It could not be done.</exception>
    public Task LeaveAsync(string group, string connection, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Delete, MemberOf(group, connection), string.Empty, default, cancellationToken);

    /// <summary>Closes a connection; one that is gone already is closed.</summary>
    /// <exception cref="WebPubSubUnavailableException">It could not be done.</exception>
    public Task CloseAsync(string connection, string reason, CancellationToken cancellationToken) => CallAsync(
        HttpMethod.Delete, $"connections/{Uri.EscapeDataString(connection)}", $"reason={Uri.EscapeDataString(reason)}&", default, cancellationToken);

    /// <summary>Whether a connection is still there.</summary>
    /// <exception cref="WebPubSubUnavailableException">It could not be asked.</exception>
    public Task<bool> ExistsAsync(string connection, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Head, $"connections/{Uri.EscapeDataString(connection)}", string.Empty, default, cancellationToken);

    private static string MemberOf(string group, string connection) =>
        $"groups/{Uri.EscapeDataString(group)}/connections/{Uri.EscapeDataString(connection)}";

    private async Task<bool> CallAsync(HttpMethod method, string path, string query, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var address = new Uri(options.Value.Endpoint!, $"/api/hubs/{options.Value.Hub}/{path}?{query}{Version}");
        using var request = new HttpRequestMessage(method, address);
        var token = WebPubSubToken.Make(options.Value.AccessKeys[0], address.AbsoluteUri, null, clock.GetUtcNow(), TokenLifetime);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (!json.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = Json } };
        }

        try
        {
            using var answer = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode || (answer.StatusCode == HttpStatusCode.NotFound
                ? false
                : throw new WebPubSubUnavailableException($"Azure Web PubSub answered {(int)answer.StatusCode}."));
        }
        catch (HttpRequestException fault)
        {
            throw new WebPubSubUnavailableException($"Azure Web PubSub is not reached: {fault.HttpRequestError}.", fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebPubSubUnavailableException("Azure Web PubSub did not answer in time.", fault);
        }
    }
}
