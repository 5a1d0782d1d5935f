using System.Net;
using System.Text.Json;
using HiveFlow.Errors;

namespace HiveFlow.Sandbox.E2B;

/// <summary>Requests to a service that speaks E2B's wire: addresses, headers, deadlines, size caps, and failures as values.</summary>
internal sealed class SandboxWire(IHttpClientFactory clients, SandboxEndpoint endpoint, TimeProvider time)
{
    /// <summary>The named client; registered by <c>AddSandbox</c>.</summary>
    public const string ClientName = "HiveFlow.Sandbox";

    /// <summary>The port of a sandbox's agent.</summary>
    public const int AgentPort = 49983;

    /// <summary>The port of a sandbox's code interpreter.</summary>
    public const int CodePort = 49999;

    /// <summary>Largest answer that is not a file or a stream.</summary>
    public const int MostAnswer = 4 << 20;

    // No call but a stream takes longer; making a sandbox is the slowest.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(60);

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };

    /// <summary>A request to the control plane.</summary>
    public HttpRequestMessage ToControl(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(endpoint.Api, path));
        request.Headers.Add("X-API-Key", endpoint.ApiKey.Reveal());
        return request;
    }

    /// <summary>A request to a port of a sandbox.</summary>
    public HttpRequestMessage ToSandbox(HttpMethod method, SandboxHandle sandbox, int port, string path)
    {
        var domain = sandbox.Domain ?? endpoint.Domain;
        var root = endpoint.Sandboxes ?? new Uri($"https://{port}-{sandbox.Id}.{domain}");
        var request = new HttpRequestMessage(method, new Uri(root, path));
        request.Headers.Add("E2b-Sandbox-Id", sandbox.Id);
        request.Headers.Add("E2b-Sandbox-Port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (sandbox.AgentToken is { } agent)
        {
            request.Headers.Add("X-Access-Token", agent.Reveal());
        }

        if (sandbox.TrafficToken is { } traffic && port != AgentPort)
        {
            request.Headers.Add("E2B-Traffic-Access-Token", traffic.Reveal());
        }

        return request;
    }

    /// <summary>Sends a request and reads the whole answer, at most <paramref name="most"/> bytes.</summary>
    public async Task<Result<SandboxAnswer>> AskAsync(HttpRequestMessage request, int most, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var response = await SendAsync(request, both.Token);
            if (response.Content.Headers.ContentLength > most)
            {
                return SandboxErrors.Failed($"The sandbox service's answer is larger than {most} bytes.");
            }

            var read = await BoundedBody.ReadAsync(response.Content, most, both.Token);
            return read.IsSuccess ? new SandboxAnswer(response.StatusCode, read.Value) : read.Error;
        }
        catch (Exception problem) when (Explain(problem, cancellationToken) is not null)
        {
            return Explain(problem, cancellationToken)!;
        }
    }

    /// <summary>Sends a request and gives the answer once its headers are there.</summary>
    /// <remarks>Headers must come within a minute; the body has no limit but the token's.</remarks>
    public async Task<Result<HttpResponseMessage>> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await SendAsync(request, both.Token);
        }
        catch (Exception problem) when (Explain(problem, cancellationToken) is not null)
        {
            return Explain(problem, cancellationToken)!;
        }
    }

    /// <summary>What a broken connection means; null when it is none, or when it is the caller who left.</summary>
    public static Error? Explain(Exception problem, CancellationToken cancellationToken) => problem switch
    {
        _ when cancellationToken.IsCancellationRequested => null,
        OperationCanceledException => SandboxErrors.Failed("The sandbox service did not answer in time."),
        HttpRequestException { StatusCode: null } or IOException =>
            SandboxErrors.Failed("The connection to the sandbox service failed or broke off."),
        _ => null,
    };

    /// <summary>What a status that is no success means.</summary>
    public static Error Refused(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        var told = MessageOf(body);
        var sentence = $"The sandbox service answered {(int)status}" + (told is null ? "." : $": {told}");
        return SandboxErrors.Failed(sentence);
    }

    /// <summary>Parses an answer's JSON.</summary>
    public static Result<JsonElement> Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Reading).RootElement;
        }
        catch (JsonException)
        {
            return SandboxErrors.Failed("The sandbox service's answer is not valid JSON.");
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            throw new InvalidOperationException("Credentials leave only over https.");
        }

        return clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static string? MessageOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var root = JsonElement.ParseValue(ref reader);
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String
                ? Cut(message.GetString()!)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Cut(string text) => text.Length <= 300 ? text : text[..300];
}
