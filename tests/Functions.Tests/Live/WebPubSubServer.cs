using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Tests.Live;

/// <summary>
/// Stands in for Azure Web PubSub, by its documents: takes clients with its token, tells our host of them by signed CloudEvents, one after
/// another for each connection, and does what its REST API is asked. Calls whose token is not for their very address are refused.
/// </summary>
internal sealed class WebPubSubServer : IAsyncDisposable
{
    public const string PrimaryKey = "primary-key-of-the-stand-in";
    public const string SecondaryKey = "secondary-key-of-the-stand-in";
    public const string Hub = "live";
    private const string JsonProtocol = "json.webpubsub.azure.v1";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Client> clients = new();
    private readonly ConcurrentDictionary<(string Group, string Connection), bool> members = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    private WebPubSubServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.UseWebSockets();
        app.Map($"/client/hubs/{Hub}", ConnectAsync);
        app.Map($"/api/hubs/{Hub}/connections/{{connection}}/:send", (HttpContext c, string connection) => RestAsync(c, () => SendAsync(c, [connection], "server")));
        app.Map($"/api/hubs/{Hub}/connections/{{connection}}", (HttpContext c, string connection) => RestAsync(c, () => ConnectionAsync(c, connection)));
        app.Map($"/api/hubs/{Hub}/groups/{{group}}/:send", (HttpContext c, string group) => RestAsync(
            c, () => SendAsync(c, [.. members.Keys.Where(m => m.Group == group).Select(m => m.Connection)], "group")));
        app.Map($"/api/hubs/{Hub}/groups/{{group}}/connections/{{connection}}", (HttpContext c, string group, string connection) => RestAsync(
            c, () => Task.FromResult(Member(c, group, connection))));
    }

    public string Endpoint => app.Urls.Single();

    /// <summary>Where events go.</summary>
    public Uri? Upstream { get; set; }

    /// <summary>Keeps the answer to a call that has sent a text, which the client may have by then.</summary>
    public Func<string, Task> Sent { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Who is connected.</summary>
    public IReadOnlyList<string> Connections() => [.. clients.Keys];

    public static async Task<WebPubSubServer> StartAsync()
    {
        var server = new WebPubSubServer();
        await server.app.StartAsync();
        return server;
    }

    public static string Sign(string connection, string key) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(connection)));

    /// <summary>Tells our host of something.</summary>
    public async Task<HttpResponseMessage> TellAsync(
        string type, string connection, string? user, string? subprotocol, HttpContent content, string? signature = null, string hub = Hub)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Upstream) { Content = content };
        request.Headers.Add("WebHook-Request-Origin", "127.0.0.1");
        request.Headers.Add("ce-specversion", "1.0");
        request.Headers.Add("ce-type", type);
        request.Headers.Add("ce-source", $"/hubs/{hub}/client/{connection}");
        request.Headers.Add("ce-id", "1");
        request.Headers.Add("ce-signature", signature ?? $"{Sign(connection, PrimaryKey)},{Sign(connection, SecondaryKey)}");
        request.Headers.Add("ce-connectionId", connection);
        request.Headers.Add("ce-hub", hub);
        request.Headers.Add("ce-eventName", type.Split('.')[^1]);
        if (user is not null)
        {
            request.Headers.Add("ce-userId", user);
        }

        if (subprotocol is not null)
        {
            request.Headers.Add("ce-subprotocol", subprotocol);
        }

        return await http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static JsonNode? Verify(string token, string audience)
    {
        var parts = token.Split('.');
        var signature = Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(PrimaryKey), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        var isGood = parts.Length == 3
            && JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!["alg"]!.GetValue<string>() == "HS256"
            && signature == parts[2]
            && claims["aud"]!.GetValue<string>() == audience
            && claims["exp"]!.GetValue<long>() > TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return isGood ? claims : null;
    }

    private async Task ConnectAsync(HttpContext context)
    {
        var token = context.Request.Query["access_token"].ToString();
        if (token.Length == 0 || Verify(token, $"{Endpoint}/client/hubs/{Hub}") is not { } claims)
        {
            context.Response.StatusCode = 401;
            return;
        }

        var connection = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var user = claims["sub"]!.GetValue<string>();
        var body = new JsonObject
        {
            ["claims"] = new JsonObject { ["sub"] = new JsonArray(user) },
            ["query"] = new JsonObject(),
            ["headers"] = new JsonObject([.. context.Request.Headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)new JsonArray(h.Value.ToString())))]),
            ["subprotocols"] = new JsonArray([.. context.WebSockets.WebSocketRequestedProtocols.Select(p => (JsonNode?)p)]),
            ["clientCertificates"] = new JsonArray(),
        };
        using var answer = await TellAsync("azure.webpubsub.sys.connect", connection, user, null, Json(body.ToJsonString()));
        if (!answer.IsSuccessStatusCode)
        {
            context.Response.StatusCode = (int)answer.StatusCode;
            return;
        }

        var text = await answer.Content.ReadAsStringAsync();
        var protocol = text.Length == 0 ? null : JsonNode.Parse(text)!["subprotocol"]?.GetValue<string>();
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        var client = new Client(socket, protocol == JsonProtocol);
        clients[connection] = client;
        using (await TellAsync("azure.webpubsub.sys.connected", connection, user, protocol, Json("{}")))
        {
        }

        try
        {
            await ListenAsync(client, connection, user, protocol);
        }
        catch (WebSocketException)
        {
            // It is gone.
        }

        clients.TryRemove(connection, out _);
        foreach (var member in members.Keys.Where(m => m.Connection == connection))
        {
            members.TryRemove(member, out _);
        }

        using (await TellAsync("azure.webpubsub.sys.disconnected", connection, user, protocol, Json("""{"reason":"it is gone"}""")))
        {
        }
    }

    private async Task ListenAsync(Client client, string connection, string user, string? protocol)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await client.Socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await client.CloseAsync();
                return;
            }

            var text = Encoding.UTF8.GetString(buffer, 0, length);
            var name = "message";
            if (client.IsJson)
            {
                var sent = JsonNode.Parse(text)!;
                name = sent["event"]!.GetValue<string>();
                text = sent["data"]!.ToJsonString();
            }

            using var content = client.IsJson ? Json(text) : new StringContent(text, Encoding.UTF8, "text/plain");
            using var answer = await TellAsync($"azure.webpubsub.user.{name}", connection, user, protocol, content);
            var said = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode)
            {
                await client.CloseAsync();
                return;
            }

            if (said.Length > 0)
            {
                Assert.Equal(client.IsJson ? "application/json" : "text/plain", answer.Content.Headers.ContentType!.MediaType);
                await client.SendAsync(said, "server");
            }
        }
    }

    private async Task RestAsync(HttpContext context, Func<Task<int>> act)
    {
        var address = $"{Endpoint}{context.Request.Path.ToUriComponent()}{context.Request.QueryString}";
        var token = context.Request.Headers.Authorization.ToString();
        var isOurs = token.StartsWith("Bearer ", StringComparison.Ordinal)
            && context.Request.Query["api-version"] == "2024-12-01"
            && Verify(token["Bearer ".Length..], address) is not null;
        context.Response.StatusCode = isOurs ? await act() : 401;
    }

    private async Task<int> SendAsync(HttpContext context, IReadOnlyList<string> to, string from)
    {
        Assert.Equal("application/json", context.Request.ContentType);
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var present = to.Select(id => clients.GetValueOrDefault(id)).OfType<Client>().ToList();
        await Task.WhenAll(present.Select(c => c.SendAsync(text, from)));
        await Sent(text);
        return from == "server" && present.Count == 0 ? 404 : 202;
    }

    private async Task<int> ConnectionAsync(HttpContext context, string connection)
    {
        if (!clients.TryGetValue(connection, out var client))
        {
            return 404;
        }

        if (HttpMethods.IsDelete(context.Request.Method))
        {
            await client.CloseAsync();
            return 204;
        }

        return 200;
    }

    private int Member(HttpContext context, string group, string connection)
    {
        if (HttpMethods.IsDelete(context.Request.Method))
        {
            members.TryRemove((group, connection), out _);
            return 204;
        }

        return clients.ContainsKey(connection) && members.TryAdd((group, connection), true) ? 200 : 404;
    }

    private sealed class Client(WebSocket socket, bool isJson)
    {
        private readonly SemaphoreSlim sending = new(1, 1);

        public WebSocket Socket => socket;

        public bool IsJson => isJson;

        public async Task SendAsync(string text, string from)
        {
            var whole = isJson ? $$"""{"type":"message","from":"{{from}}","dataType":"json","data":{{text}}}""" : text;
            await sending.WaitAsync();
            try
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(whole), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
            catch (WebSocketException)
            {
                // It is gone.
            }
            finally
            {
                sending.Release();
            }
        }

        public async Task CloseAsync()
        {
            await sending.WaitAsync();
            try
            {
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                }
            }
            catch (WebSocketException)
            {
                // It is gone.
            }
            finally
            {
                sending.Release();
            }
        }
    }
}
