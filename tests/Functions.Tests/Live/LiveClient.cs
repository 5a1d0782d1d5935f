using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Live;

/// <summary>The other end of a live connection.</summary>
internal sealed class LiveClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket socket = new();
    private readonly byte[] buffer = new byte[1024 * 1024];

    private LiveClient()
    {
    }

    public int? CloseCode => (int?)socket.CloseStatus;

    /// <summary>Connects without saying anything.</summary>
    public static async Task<LiveClient> OpenAsync(Uri host, string? origin = null, string query = "")
    {
        var client = new LiveClient();
        if (origin is not null)
        {
            client.socket.Options.SetRequestHeader("Origin", origin);
        }

        client.socket.Options.CollectHttpResponseDetails = true;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await client.socket.ConnectAsync(new UriBuilder(host) { Scheme = "ws", Path = "/api/live", Query = query }.Uri, patience.Token);
        }
        catch (WebSocketException)
        {
            client.Refused = (int)client.socket.HttpStatusCode;
        }

        return client;
    }

    /// <summary>Connects to an address that negotiating gave.</summary>
    public static async Task<LiveClient> OpenAtAsync(Uri address, string? subprotocol = null, string? origin = null)
    {
        var client = new LiveClient();
        if (subprotocol is not null)
        {
            client.socket.Options.AddSubProtocol(subprotocol);
        }

        if (origin is not null)
        {
            client.socket.Options.SetRequestHeader("Origin", origin);
        }

        client.socket.Options.CollectHttpResponseDetails = true;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await client.socket.ConnectAsync(address, patience.Token);
        }
        catch (WebSocketException)
        {
            client.Refused = (int)client.socket.HttpStatusCode;
        }

        return client;
    }

    /// <summary>Connects and says who it is.</summary>
    public static async Task<LiveClient> OpenAsAsync(Uri host, string token)
    {
        var client = await OpenAsync(host);
        await client.SayAsync($$"""{"type":"auth","token":"{{token}}"}""");
        Assert.Equal("ready", (await client.HearAsync())!["type"]!.GetValue<string>());
        return client;
    }

    /// <summary>The HTTP status of a handshake that failed.</summary>
    public int? Refused { get; private set; }

    public async Task SayAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
    }

    /// <summary>The next message; null when the service closes.</summary>
    public async Task<JsonNode?> HearAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
    }

    /// <summary>Everything up to a message of that type.</summary>
    public async Task<List<JsonNode>> UntilAsync(string type)
    {
        List<JsonNode> heard = [];
        while (await HearAsync() is { } message)
        {
            heard.Add(message);
            if (message["type"]!.GetValue<string>() == type)
            {
                break;
            }
        }

        return heard;
    }

    /// <summary>How the service closes, after whatever else it says.</summary>
    public async Task<int?> EndAsync()
    {
        while (await HearAsync() is not null)
        {
        }

        return CloseCode;
    }

    /// <summary>Closes, and waits until the service has done so too.</summary>
    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    public void Dispose() => socket.Dispose();
}
