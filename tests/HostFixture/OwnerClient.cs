using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace HiveFlow.HostFixture;

/// <summary>The public API with the owner's key.</summary>
public sealed class OwnerClient : IDisposable
{
    // Longer than the minute that a call may ask the host to wait for a result.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HttpClient http;

    private OwnerClient(HttpClient http) => this.http = http;

    /// <summary>A client of the host at an address whose data folder holds the owner's key.</summary>
    public static OwnerClient Of(Uri address, string dataFolder)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = Patience };
        var key = File.ReadAllText(Path.Combine(dataFolder, "owner.key")).Trim();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new OwnerClient(http);
    }

    /// <summary>GET of a path; fails on anything but success.</summary>
    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    /// <summary>GET of a path whose answer is no JSON; fails on anything but success.</summary>
    public Task<string> GetTextAsync(string path) => http.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>POST of a body.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string path, JsonNode? body, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, body, idempotencyKey);

    /// <summary>PUT of a body.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body, null);

    /// <summary>Makes a flow and gives its id.</summary>
    public async Task<string> CreateFlowAsync(string name, JsonArray nodes, JsonArray edges)
    {
        var (status, body) = await PostAsync("api/flows", new JsonObject { ["name"] = name, ["nodes"] = nodes, ["edges"] = edges });
        return status == HttpStatusCode.Created
            ? (string)body!["flow"]!["id"]!
            : throw new InvalidOperationException($"The flow was not made: {status} {body}");
    }

    /// <summary>All events of a run; returns when it has ended.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAsync(string runId) =>
        await FindEventsAsync(runId) ?? throw new InvalidOperationException($"There is no run {runId}.");

    /// <summary>The same of a run that was promised and may not have begun; waits for that up to three minutes.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsOfPromisedAsync(string runId)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await FindEventsAsync(runId) is { } events)
            {
                return events;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, JsonNode? body, string? idempotencyKey)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private async Task<IReadOnlyList<JsonNode>?> FindEventsAsync(string runId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"api/runs/{runId}/events", UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var events = new List<JsonNode>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            events.Add(JsonNode.Parse(item.Data)!);
        }

        return events;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
