using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>What is taken: a representative of each kind of request.</summary>
[Collection(WorkerGroup.Name)]
public sealed class RequestTests(StandInHost host) : IDisposable
{
    private const string Secret = "It's a Secret to Everybody";

    public void Dispose() => Assert.Empty(host.Link.Faults);

    [Theory]
    [InlineData("/api/health", "application/json")]
    [InlineData("/api/ready", "application/json")]
    [InlineData("/", "application/json")]
    [InlineData("/api/openapi.json", "application/json")]
    [InlineData("/llms.txt", "text/plain")]
    [InlineData("/.well-known/security.txt", "text/plain")]
    [InlineData("/cli-login", "text/html")]
    [InlineData("/approval", "text/html")]
    [InlineData("/.well-known/oauth-protected-resource/mcp", "application/json")]
    public async Task What_is_open_to_all_is_served(string path, string type)
    {
        using var answer = await Caller.Nobody(host).SendAsync(HttpMethod.Get, path, null);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_place_in_the_route_counts_and_not_what_the_query_or_the_body_calls_by_its_name()
    {
        var caller = await host.AdaAsync();
        var (mine, other) = (await caller.FlowAsync(), await caller.FlowAsync());

        var (_, got) = await caller.GetAsync($"/api/flows/{mine}?id={other}");
        var (_, valid) = await caller.PostAsync($"/api/flows/{mine}/publish", "{}");
        using var named = await caller.SendAsync(
            HttpMethod.Patch, $"/api/flows/{mine}/name?id={other}", new StringContent("""{"name": "Renamed"}""", Encoding.UTF8, "application/json"));
        var (_, untouched) = await caller.GetAsync($"/api/flows/{other}");

        Assert.Equal(mine, got.GetProperty("flow").GetProperty("id").GetString());
        Assert.True(valid.GetProperty("success").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);
        Assert.Equal("Made", untouched.GetProperty("flow").GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_flow()
    {
        var caller = await Caller.RegisterAsync(host);
        var first = await caller.PostAsync("/api/flows", """{"name": "Once"}""", ("Idempotency-Key", "once"));
        using var again = await caller.SendAsync(
            HttpMethod.Post, "/api/flows", new StringContent("""{"name": "Once"}""", Encoding.UTF8, "application/json"), ("Idempotency-Key", "once"));

        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(first.Body.ToString(), await again.Content.ReadAsStringAsync());
        var (_, flows) = await caller.GetAsync("/api/flows");
        Assert.True(flows.TryGetProperty("data", out var list), flows.ToString());
        Assert.Equal(1, list.GetArrayLength());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_bytes_of_a_webhook_arrive_as_they_were_signed(bool isChunked)
    {
        var caller = await host.AdaAsync();
        var hook = await HookAsync(caller);
        byte[] body = [.. "{\"text\" :\t\"J\u00fcrgen \\u00fc \u2713\",\r\n  \"id\": \"another\", \"list\":[ 1.50 ] }\r\n"u8];
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(caller, hook, body, signature, isChunked));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(caller, hook, [.. body, (byte)' '], signature, isChunked));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_of_twenty_five_mebibytes_is_kept_to_the_byte(bool isChunked)
    {
        var caller = await host.AdaAsync();
        var bytes = RandomNumberGenerator.GetBytes(25 * 1024 * 1024);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        (string, string)[] headers = isChunked ? [("Transfer-Encoding", "chunked")] : [];

        using var kept = await caller.SendAsync(HttpMethod.Post, "/api/files?name=noise.bin", content, headers);

        var text = await kept.Content.ReadAsStringAsync();
        Assert.True(kept.StatusCode == HttpStatusCode.Created, text);
        using var file = JsonDocument.Parse(text);
        var link = new Uri(file.RootElement.GetProperty("file").GetProperty("url").GetString()!);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await host.Http.GetByteArrayAsync(link.PathAndQuery)));
    }

    [Fact]
    public async Task The_first_run_of_the_deployment_guide_goes_as_it_says()
    {
        var caller = await host.AdaAsync();
        var guide = await File.ReadAllTextAsync(Path.Combine(PackedWorker.Package, "..", "..", "deploy", "azure", "README.md"));
        var command = guide.Split('\n').Single(line => line.StartsWith("FLOW=", StringComparison.Ordinal)).Split('\'');

        var (made, flow) = await caller.PostAsync("/api/flows", command[1]);
        Assert.True(made == 201, flow.ToString());
        var (ran, run) = await caller.PostAsync(
            $"/api/flows/{flow.GetProperty("flow").GetProperty("id").GetString()}/execute?wait=60", command[^2]);

        Assert.True(ran == 200, run.ToString());
        Assert.Equal("Hello, Ada!", run.GetProperty("output").GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_MCP_endpoint_greets_a_client()
    {
        var caller = await host.AdaAsync();
        const string Greeting = """
            {"jsonrpc": "2.0", "id": 1, "method": "initialize",
             "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}
            """;
        using var answer = await caller.SendAsync(
            HttpMethod.Post, "/mcp", new StringContent(Greeting, Encoding.UTF8, "application/json"), ("Accept", "application/json, text/event-stream"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        Assert.Contains("\"serverInfo\"", text, StringComparison.Ordinal);
    }

    private static async Task<string> HookAsync(Caller caller)
    {
        var flow = await caller.FlowAsync();
        var (active, _) = await caller.PostAsync($"/api/flows/{flow}/resume", "");
        Assert.Equal(200, active);
        var (status, made) = await caller.PostAsync(
            $"/api/flows/{flow}/webhooks", $$"""{"signature": {"scheme": "github"}, "secrets": ["{{Secret}}"]}""");
        Assert.True(status == 201, made.ToString());
        return new Uri(made.GetProperty("webhook").GetProperty("url").GetString()!).AbsolutePath;
    }

    private static async Task<HttpStatusCode> SendAsync(Caller caller, string path, byte[] body, string signature, bool isChunked)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (string, string)[] headers = [("X-Hub-Signature-256", signature), .. isChunked ? [("Transfer-Encoding", "chunked")] : Array.Empty<(string, string)>()];
        using var answer = await caller.SendAsync(HttpMethod.Post, path, content, headers);
        return answer.StatusCode;
    }
}
