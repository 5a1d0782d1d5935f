using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Mcp;

/// <summary>The endpoint on the wire: who is refused, what is no message, and how that is said.</summary>
[Collection(ApiGroup.Name)]
public sealed class McpMessageTests(ApiHost api)
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private static readonly (string, string) Accept = ("Accept", "application/json, text/event-stream");

    [Theory]
    [InlineData("mcp")]
    [InlineData("api/mcp")]
    public async Task Without_a_credential_the_answer_says_where_the_resource_is_described(string path)
    {
        using var refused = await api.SendAsync("POST", path, content: Json(List));
        var challenge = refused.Headers.WwwAuthenticate.ToString();
        var address = challenge.Split("resource_metadata=\"")[1].TrimEnd('"');
        using var described = await api.SendAsync("GET", new Uri(address).AbsolutePath);
        var resource = await ApiHost.ReadAsync(described, HttpStatusCode.OK);

        Assert.Equal("credential_missing", await Problem.CodeAsync(refused, HttpStatusCode.Unauthorized));
        Assert.Equal($"http://localhost:3001/.well-known/oauth-protected-resource/{path}", address);
        Assert.Equal($"http://localhost:3001/{path}", (string)resource["resource"]!);
        Assert.Equal("header", (string)resource["bearer_methods_supported"]![0]!);
        Assert.Null(resource["success"]);
    }

    [Theory]
    [InlineData("GET", "mcp")]
    [InlineData("DELETE", "mcp")]
    [InlineData("GET", "api/mcp")]
    public async Task There_is_no_stream_and_no_session_to_open_or_end(string method, string path)
    {
        using var refused = await api.SendAsync(method, path, api.Ada.Token, headers: ("Accept", "text/event-stream"));

        Assert.Equal("method_not_allowed", await Problem.CodeAsync(refused, HttpStatusCode.MethodNotAllowed));
        Assert.Equal(["POST"], refused.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"tools/list"}""")]
    [InlineData("""{"id":1}""")]
    [InlineData("7")]
    [InlineData("{broken")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}""")]
    public async Task What_is_no_message_or_a_batch_is_400(string body)
    {
        using var refused = await SendAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task A_method_that_is_not_there_and_a_revision_that_nobody_knows_are_said_in_the_protocols_words()
    {
        using var unknown = await SendAsync("""{"jsonrpc":"2.0","id":7,"method":"nothing/here"}""");
        using var tomorrow = await SendAsync(List, ("MCP-Protocol-Version", "2099-01-01"));

        var answer = await MessageAsync(unknown);
        Assert.Equal((7, -32601), ((int)answer["id"]!, (int)answer["error"]!["code"]!));
        Assert.Equal(HttpStatusCode.BadRequest, tomorrow.StatusCode);
        Assert.Contains("2099-01-01", await tomorrow.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"arguments":{}}""")]
    [InlineData("""{"name":"list_flows","arguments":[1]}""")]
    [InlineData("[]")]
    public async Task A_call_that_names_no_tool_by_a_text_is_told_that_its_params_are_wrong(string given)
    {
        using var refused = await SendAsync($$"""{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{{given}}}""");

        var answer = await ApiHost.ReadAsync(refused, HttpStatusCode.BadRequest);
        Assert.Equal(("x", -32602), ((string)answer["id"]!, (int)answer["error"]!["code"]!));
    }

    [Fact]
    public async Task A_notification_is_taken_without_an_answer()
    {
        using var taken = await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");

        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Empty(await taken.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_gates_own_rules_hold()
    {
        using var foreign = await SendAsync(List, ("Origin", "https://evil.example.com"));
        using var rebound = await SendAsync(List, ("Origin", "http://127.0.0.1.evil.example.com"));
        using var text = await api.SendAsync("POST", "mcp", api.Ada.Token, new StringContent(List, Encoding.UTF8, "text/plain"), Accept);
        using var large = await SendAsync($$"""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"x":"{{new string('x', 1024 * 1024)}}" } }""", ("Expect", "100-continue"));
        using var wanted = await api.SendAsync("POST", "mcp", api.Ada.Token, Json(List), ("Accept", "application/json"));

        Assert.Equal("origin_forbidden", await Problem.CodeAsync(foreign, HttpStatusCode.Forbidden));
        Assert.Equal("origin_forbidden", await Problem.CodeAsync(rebound, HttpStatusCode.Forbidden));
        Assert.Equal("unsupported_media_type", await Problem.CodeAsync(text, HttpStatusCode.UnsupportedMediaType));
        Assert.Equal("body_too_large", await Problem.CodeAsync(large, HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal(HttpStatusCode.NotAcceptable, wanted.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(string body, params (string, string)[] headers) =>
        api.SendAsync("POST", "mcp", api.Ada.Token, Json(body), [Accept, .. headers]);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<JsonNode> MessageAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return JsonNode.Parse(text.Split('\n').Single(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..])!;
    }
}
