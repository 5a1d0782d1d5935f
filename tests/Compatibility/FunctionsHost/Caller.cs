using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>Somebody who calls the API through the stand-in.</summary>
public sealed partial class Caller
{
    /// <summary>How long anything is waited for, on however slow a machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private const string Start = """{"id": "start", "type": "custom", "data": {"nodeType": "trigger", "startNode": true}}""";
    private static int people;
    private readonly HttpClient http;
    private readonly string? token;

    private Caller(HttpClient http, string? token) => (this.http, this.token) = (http, token);

    /// <summary>Nobody known.</summary>
    public static Caller Nobody(StandInHost host) => new(host.Http, null);

    /// <summary>A new person, registered from an address of their own.</summary>
    public static async Task<Caller> RegisterAsync(StandInHost host)
    {
        var number = Interlocked.Increment(ref people);
        var email = $"person{number}@example.com";
        (string, string) address = (HttpFront.ClientHeader, $"198.51.100.{number}:4711");
        var nobody = Nobody(host);
        var registered = await nobody.PostAsync(
            "/api/auth/register", $$"""{"email": "{{email}}", "password": "a rather long one for tests 7391", "name": "Ada"}""", address);
        Assert.True(registered.Status == 201, $"{registered.Status}: {registered.Body}");
        var mail = Directory.GetFiles(host.MailFolder, "*.eml").Select(File.ReadAllText).Single(m => m.Contains(email, StringComparison.Ordinal));
        var verified = await nobody.PostAsync(
            "/api/auth/otp/verify",
            $$"""{"challenge": "{{registered.Body.GetProperty("challenge").GetString()}}", "code": "{{Code().Match(mail).Value}}", "method": "email"}""",
            address);
        Assert.True(verified.Status == 200, $"{verified.Status}: {verified.Body}");
        return new Caller(host.Http, verified.Body.GetProperty("token").GetString()!);
    }

    /// <summary>A flow of a trigger and, one behind the other, these nodes: each the content of its <c>data</c>.</summary>
    public async Task<string> FlowAsync(params (string Id, string Data)[] nodes)
    {
        var edges = nodes.Select((node, n) => $$"""{"id": "e{{n}}", "source": "{{(n == 0 ? "start" : nodes[n - 1].Id)}}", "target": "{{node.Id}}"}""");
        return await GraphAsync(nodes, string.Join(",", edges));
    }

    /// <summary>A flow of a trigger, these nodes and these edges.</summary>
    public async Task<string> GraphAsync((string Id, string Data)[] nodes, string edges)
    {
        var all = nodes.Select(node => $$"""{"id": "{{node.Id}}", "type": "custom", "data": {{node.Data}}}""").Prepend(Start);
        var made = await PostAsync("/api/flows", $$"""{"name": "Made", "nodes": [{{string.Join(",", all)}}], "edges": [{{edges}}]}""");
        Assert.True(made.Status == 201, $"{made.Status}: {made.Body}");
        return made.Body.GetProperty("flow").GetProperty("id").GetString()!;
    }

    /// <summary>Runs a flow to its end and gives the answer of <c>execute</c>.</summary>
    public async Task<JsonElement> RunAsync(string flow, string inputs = "{}")
    {
        var (status, body) = await PostAsync($"/api/flows/{flow}/execute?wait=60", $$"""{"inputs": {{inputs}}}""");
        Assert.True(status == 200, $"{status}: {body}");
        return body;
    }

    /// <summary>Starts a run, which waits for something.</summary>
    public async Task<string> StartAsync(string flow)
    {
        var (status, body) = await PostAsync($"/api/flows/{flow}/execute", "{}");
        Assert.True(status == 202, $"{status}: {body}");
        return body.GetProperty("executionId").GetString()!;
    }

    public Task<(int Status, JsonElement Body)> GetAsync(string path) => ReadAsync(HttpMethod.Get, path, null);

    public Task<(int Status, JsonElement Body)> DeleteAsync(string path) => ReadAsync(HttpMethod.Delete, path, null);

    public Task<(int Status, JsonElement Body)> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        ReadAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), headers);

    /// <summary>Sends a request; what comes back is as it came, its body still under way.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<(int Status, JsonElement Body)> ReadAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(method, path, content, headers);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    [GeneratedRegex(@"\b[0-9]{6}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Code();
}
