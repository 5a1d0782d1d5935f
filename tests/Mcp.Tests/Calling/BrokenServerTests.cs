using System.Text.Json.Nodes;
using HiveFlow.Mcp.Servers;
using HiveFlow.Outgoing;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Mcp.Tests.Calling;

/// <summary>Servers that answer wrongly, on purpose or not; each costs a bounded time and ends in a sentence.</summary>
public sealed class BrokenServerTests
{
    private static readonly McpOptions Small = new() { MaxAnswerBytes = 100_000, MaxTools = 10, MaxToolBytes = 2_000, MaxRequests = 20, Timeout = TimeSpan.FromMinutes(2) };

    [Theory]
    [InlineData(200, "text/html", "<html>hello</html>", "mcp_answer_invalid")]
    [InlineData(200, "application/json", "{broken", "mcp_answer_invalid")]
    [InlineData(200, "application/json", "[]", "mcp_answer_invalid")]
    [InlineData(200, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}", "mcp_answer_invalid")]
    [InlineData(200, "text/event-stream", "data: {\"a\":\n\n", "mcp_answer_invalid")]
    [InlineData(200, "application/json", "", "mcp_answer_invalid")]
    [InlineData(404, "text/plain", "nothing here", "mcp_refused")]
    [InlineData(401, "text/plain", "who are you", "mcp_refused")]
    [InlineData(500, "application/json", "{\"error\":\"broken\"}", "mcp_refused")]
    public async Task What_is_not_MCP_is_refused_with_a_sentence(int status, string type, string body, string code)
    {
        await using var server = await StandIn.StartAsync(status, type, body);
        await using var mcp = new McpFixture([server.Host], Small);
        await mcp.RegisterAsync(new McpServerDraft("broken", Url: server.Url));

        var listed = await mcp.ListAsync("broken");

        Assert.Equal(code, listed.Error!.Code.Value);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_time()
    {
        await using var server = await StandIn.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var mcp = new McpFixture([server.Host], Small with { Timeout = TimeSpan.FromSeconds(1) });
        await mcp.RegisterAsync(new McpServerDraft("hangs", Url: server.Url));

        Assert.Equal(McpErrors.TimeoutCode, (await mcp.ListAsync("hangs")).Error!.Code);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off_at_the_limit()
    {
        await using var server = await StandIn.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            for (var sent = 0; !http.RequestAborted.IsCancellationRequested && sent < 1_000; sent++)
            {
                await http.Response.WriteAsync($": {new string('x', 1_000)}\n", http.RequestAborted);
            }
        });
        await using var mcp = new McpFixture([server.Host], Small);
        await mcp.RegisterAsync(new McpServerDraft("endless", Url: server.Url));

        Assert.Equal(OutgoingErrors.ResponseTooLargeCode, (await mcp.ListAsync("endless")).Error!.Code);
    }

    [Theory]
    [InlineData("\n\n")]
    [InlineData("\r\r")]
    [InlineData("\r\n\r\n")]
    public async Task Many_tiny_messages_that_are_none_cost_no_more_than_so_many(string end)
    {
        await using var server = await StandIn.StartAsync(
            200, "text/event-stream; charset=utf-8", string.Concat(Enumerable.Repeat($"data:y{end}", Small.MaxMessages + 1)));
        await using var mcp = new McpFixture([server.Host], Small);
        await mcp.RegisterAsync(new McpServerDraft("tiny", Url: server.Url));

        Assert.Equal(McpErrors.TooLargeCode, (await mcp.ListAsync("tiny")).Error!.Code);
    }

    [Fact]
    public async Task A_server_that_asks_to_be_polled_for_ever_is_left_after_so_many_requests()
    {
        await using var server = await StandIn.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("id: 1\nretry: 1\ndata:\n\n", http.RequestAborted);
        });
        await using var mcp = new McpFixture([server.Host], Small);
        await mcp.RegisterAsync(new McpServerDraft("poll", Url: server.Url));

        var listed = await mcp.ListAsync("poll");

        Assert.NotNull(listed.Error);
        Assert.InRange(server.Requests.Count, 1, Small.MaxRequests);
    }

    [Theory]
    [InlineData("""{"tools":[TOOLS]}""", 11, "mcp_too_large")]
    [InlineData("""{"tools":[TOOLS],"nextCursor":"more"}""", 1, "mcp_too_large")]
    [InlineData("""{"tools":[{"name":"","inputSchema":{"type":"object"}}]}""", 0, "mcp_answer_invalid")]
    [InlineData("""{"tools":[{"name":"a","inputSchema":"none"}]}""", 0, "mcp_answer_invalid")]
    [InlineData("""{"tools":[{"name":"a","inputSchema":{"type":"object","title":"\ud800"}}]}""", 0, "mcp_answer_invalid")]
    [InlineData("""{"tools":[{"name":"a","description":"LONG","inputSchema":{"type":"object"}}]}""", 0, "mcp_too_large")]
    [InlineData("""{"tools":7}""", 0, "mcp_answer_invalid")]
    public async Task Lists_of_tools_are_bounded(string result, int tools, string code)
    {
        var many = string.Join(',', Enumerable.Range(0, tools).Select(i => $$"""{"name":"t{{i}}","inputSchema":{"type":"object"} }"""));
        await using var server = await ScriptedAsync("tools/list", result
            .Replace("TOOLS", many, StringComparison.Ordinal).Replace("LONG", new string('x', 2_001), StringComparison.Ordinal));
        await using var mcp = new McpFixture([server.Host], Small with { MaxRequests = 50 });
        await mcp.RegisterAsync(new McpServerDraft("many", Url: server.Url));

        var listed = await mcp.ListAsync("many");

        Assert.Equal(code, listed.Error?.Code.Value);
    }

    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"\ud800"}]}""")]
    [InlineData("""{"content":[],"structuredContent":DEEP}""")]
    [InlineData("""{"content":"none"}""")]
    [InlineData("7")]
    public async Task A_result_that_nothing_could_be_done_with_is_refused(string result)
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 40)) + "1" + new string('}', 40);
        await using var server = await ScriptedAsync("tools/call", result.Replace("DEEP", deep, StringComparison.Ordinal));
        await using var mcp = new McpFixture([server.Host], Small);
        await mcp.RegisterAsync(new McpServerDraft("odd", Url: server.Url));

        var called = await mcp.CallAsync("odd", "a");

        Assert.Equal(McpErrors.AnswerInvalidCode, called.Error?.Code);
    }

    [Fact]
    public async Task What_a_server_says_of_its_refusal_is_one_line_without_secrets_and_not_endless()
    {
        await using var server = await StandIn.StartAsync(async http =>
        {
            var request = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
            await AnswerAsync(http, request, "error", new JsonObject { ["code"] = -32000, ["message"] = $"no\n{http.Request.Headers.Authorization} {new string('x', 5_000)}" });
        });
        await using var mcp = new McpFixture([server.Host], Small);
        await mcp.RegisterAsync(new McpServerDraft("chatty", Url: server.Url, CredentialId: await mcp.CredentialAsync(server.Host)));

        var error = (await mcp.CallAsync("chatty", "a")).Error!;

        Assert.Equal(McpErrors.CallRefusedCode, error.Code);
        Assert.InRange(error.Message.Length, 100, 700);
        Assert.DoesNotContain(McpFixture.Canary, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_secret_at_the_place_where_a_servers_words_are_cut_is_masked_first()
    {
        await using var server = await StandIn.StartAsync(async http =>
        {
            var request = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
            var words = new string('x', 480) + http.Request.Headers.Authorization.ToString()["Bearer ".Length..];
            await AnswerAsync(http, request, "error", new JsonObject { ["code"] = -32000, ["message"] = words });
        });
        await using var mcp = new McpFixture([server.Host], Small);
        await mcp.RegisterAsync(new McpServerDraft("cut", Url: server.Url, CredentialId: await mcp.CredentialAsync(server.Host)));

        var error = (await mcp.CallAsync("cut", "a")).Error!;

        Assert.Contains("xxx***", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(McpFixture.Canary[..8], error.Message, StringComparison.Ordinal);
    }

    /// <summary>A server of the handshake's protocol that answers one method with that result.</summary>
    private static Task<StandIn> ScriptedAsync(string method, string result) => StandIn.StartAsync(async http =>
    {
        var request = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        var asked = (string?)request["method"];
        if (asked == method)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync($$"""{"jsonrpc":"2.0","id":{{request["id"]!.ToJsonString()}},"result":{{result}}}""", http.RequestAborted);
        }
        else if (asked == "initialize")
        {
            await AnswerAsync(http, request, "result", JsonNode.Parse(
                """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"scripted","version":"1"}}""")!);
        }
        else if (request["id"] is null)
        {
            http.Response.StatusCode = 202;
        }
        else
        {
            await AnswerAsync(http, request, "error", JsonNode.Parse("""{"code":-32601,"message":"Method not found"}""")!);
        }
    });

    private static Task AnswerAsync(HttpContext http, JsonNode request, string name, JsonNode value)
    {
        http.Response.ContentType = "application/json";
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = request["id"]?.DeepClone(), [name] = value };
        return http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }
}
