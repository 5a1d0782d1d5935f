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

    /// <summary>The id of the flow of that name: made if there is none yet, written anew where it names other credentials.</summary>
    public async Task<string> FlowAsync(JsonObject flow, IReadOnlyList<string> credentials, CancellationToken cancellationToken)
    {
        var existing = await FindAsync("api/flows?limit=200", "data", (string)flow["name"]!, cancellationToken);
        if (existing is null)
        {
            return (string)(await SendAsync(HttpMethod.Post, "api/flows", flow, cancellationToken))["flow"]!["id"]!;
        }

        var id = (string)existing["id"]!;
        var nodes = existing["nodes"]!.ToJsonString();
        if (!credentials.All(credential => nodes.Contains(credential, StringComparison.Ordinal)))
        {
            await SendAsync(HttpMethod.Put, $"api/flows/{id}", flow, cancellationToken);
        }

        return id;
    }

    /// <summary>What of a flow would not run, in sentences.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(string flowId, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, $"api/flows/{flowId}/validate", null, cancellationToken);
        return (bool)answer["valid"]! ? [] : [answer.ToJsonString()];
    }

    /// <summary>The id of the credential of that name, made or written anew: a stand-in has another address and secret at each start.</summary>
    public async Task<string> CredentialAsync(JsonObject draft, CancellationToken cancellationToken)
    {
        var existing = await FindAsync("api/credentials?limit=200", "credentials", (string)draft["name"]!, cancellationToken);
        var (method, path) = existing is null ? (HttpMethod.Post, "api/credentials") : (HttpMethod.Put, $"api/credentials/{(string)existing["id"]!}");
        if (existing is not null)
        {
            draft.Remove("type");
        }

        return (string)(await SendAsync(method, path, draft, cancellationToken))["credential"]!["id"]!;
    }

    /// <summary>Keeps a file and gives the reference that flows take.</summary>
    public async Task<JsonObject> UploadAsync(string path, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, $"api/files?folder=samples&name={Uri.EscapeDataString(Path.GetFileName(path))}");
        request.Content = new ByteArrayContent(await File.ReadAllBytesAsync(path, cancellationToken));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(path.EndsWith(".csv", StringComparison.Ordinal) ? "text/csv" : "text/plain");
        var file = (await SendAsync(request, cancellationToken))["file"]!;
        return new JsonObject { ["fileId"] = (string)file["id"]!, ["name"] = (string)file["name"]!, ["mimeType"] = (string)file["mimeType"]! };
    }

    /// <summary>What a wait for an approval asks.</summary>
    public async Task<string> QuestionAsync(string runId, string nodeId, CancellationToken cancellationToken)
    {
        var waits = (await SendAsync(HttpMethod.Get, $"api/runs/{runId}/waits", null, cancellationToken))["waits"]!.AsArray();
        return (string?)waits.FirstOrDefault(wait => (string?)wait!["nodeId"] == nodeId)?["message"] ?? string.Empty;
    }

    /// <summary>Approves what a run waits for.</summary>
    public Task ApproveAsync(string runId, string nodeId, string comment, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, $"api/runs/{runId}/approve/{nodeId}", new JsonObject { ["comment"] = comment }, cancellationToken);

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

    private async Task<JsonNode?> FindAsync(string list, string field, string name, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, list, null, cancellationToken))[field]?.AsArray().FirstOrDefault(one => (string?)one?["name"] == name);

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = Request(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return await SendAsync(request, cancellationToken);
    }

    private async Task<JsonNode> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
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
