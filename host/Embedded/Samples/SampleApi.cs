using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples;

/// <summary>The public HTTP API as the sample uses it, with the owner's key.</summary>
internal sealed class SampleApi(Uri address, string key) : IDisposable
{
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    /// <summary>The id of the flow of that name, made if there is none yet.</summary>
    public async Task<string> FlowAsync(JsonObject flow, CancellationToken cancellationToken)
    {
        var list = await SendAsync(HttpMethod.Get, "api/flows?limit=200", null, cancellationToken);
        var name = (string?)flow["name"];
        var existing = list["data"]?.AsArray().FirstOrDefault(candidate => (string?)candidate?["name"] == name);
        var made = existing ?? (await SendAsync(HttpMethod.Post, "api/flows", flow, cancellationToken))["flow"];
        return (string)made!["id"]!;
    }

    /// <summary>Starts a run and gives its id.</summary>
    public async Task<string> ExecuteAsync(string flowId, JsonObject body, CancellationToken cancellationToken) =>
        (string)(await SendAsync(HttpMethod.Post, $"api/flows/{flowId}/execute", body, cancellationToken))["executionId"]!;

    /// <summary>The run as it stands.</summary>
    public async Task<JsonNode> RunAsync(string runId, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, $"api/runs/{runId}", null, cancellationToken))["run"]!;

    /// <summary>The run's events as they happen, until it ends.</summary>
    public async IAsyncEnumerable<JsonNode> EventsAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, $"api/runs/{runId}/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await FailureAsync(request, response, cancellationToken);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            yield return JsonNode.Parse(item.Data)!;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = Request(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!
            : throw await FailureAsync(request, response, cancellationToken);
    }

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(address, path))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    private static async Task<HttpRequestException> FailureAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return new HttpRequestException(
            $"{request.Method} {request.RequestUri!.AbsolutePath} answered {(int)response.StatusCode}: {body}", null, response.StatusCode);
    }
}
