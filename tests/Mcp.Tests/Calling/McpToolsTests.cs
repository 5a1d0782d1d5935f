using System.Text.Json.Nodes;
using HiveFlow.Mcp.Servers;
using HiveFlow.Outgoing;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace HiveFlow.Mcp.Tests.Calling;

public sealed class McpToolsTests
{
    [Theory]
    [InlineData(HttpServerSessionMode.Stateless)]
    [InlineData(HttpServerSessionMode.Stateful)]
    public async Task A_servers_tools_are_listed_and_called_with_sessions_and_without(HttpServerSessionMode mode)
    {
        await using var server = await StandIn.StartRealAsync(mode);
        await using var mcp = new McpFixture([server.Host]);
        await mcp.RegisterAsync(new McpServerDraft("Tickets", Url: server.Url));

        var listed = await mcp.ListAsync("tickets");
        var called = await mcp.CallAsync("Tickets", "echo", """{"text":"grüße {{ 1 + 1 }}"}""");

        Assert.True(listed.IsSuccess, listed.Error?.ToString());
        Assert.Equal(["echo", "fail"], listed.Value.Select(t => t.Name));
        Assert.Equal("string", listed.Value[0].InputSchema.GetProperty("properties").GetProperty("text").GetProperty("type").GetString());
        Assert.True(called.IsSuccess, called.Error?.ToString());
        Assert.Equal("grüße {{ 1 + 1 }}\nagain", called.Value.Text);
        Assert.Equal("grüße {{ 1 + 1 }}", called.Value.StructuredContent!.Value.GetProperty("said").GetString());
        Assert.Equal(2, called.Value.Content.GetArrayLength());
        Assert.False(called.Value.IsError);
    }

    [Fact]
    public async Task A_tool_that_says_it_failed_is_a_result_and_an_unknown_one_a_failure()
    {
        await using var server = await StandIn.StartRealAsync();
        await using var mcp = new McpFixture([server.Host]);
        var id = (await mcp.RegisterAsync(new McpServerDraft("Tickets", Url: server.Url))).Id;

        var failed = await mcp.CallAsync(id, "fail");
        var unknown = await mcp.CallAsync(id, "nothing");

        Assert.True(failed.Value!.IsError);
        Assert.Equal("No such\nticket.", failed.Value.Text);
        Assert.Equal(McpErrors.CallRefusedCode, unknown.Error!.Code);
        Assert.Contains("There is no such tool.", unknown.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_credential_and_the_idempotency_key_go_along_and_a_server_that_repeats_the_secret_shows_nothing()
    {
        await using var server = await StandIn.StartRealAsync();
        await using var mcp = new McpFixture([server.Host]);
        var id = (await mcp.RegisterAsync(new McpServerDraft("Tickets", Url: server.Url, CredentialId: await mcp.CredentialAsync(server.Host)))).Id;

        var called = await mcp.CallAsync(id, "headers");

        Assert.All(server.Requests, r => Assert.Equal($"Bearer {McpFixture.Canary}", r.Authorization));
        Assert.Equal("*** run/node/0", called.Value!.Text.Replace("Bearer ", "", StringComparison.Ordinal));
        Assert.DoesNotContain(McpFixture.Canary, called.Value.Content.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bob")]
    [InlineData(null)]
    public async Task Without_the_right_to_its_credential_the_server_is_not_called(string? actsFor)
    {
        await using var server = await StandIn.StartRealAsync();
        await using var mcp = new McpFixture([server.Host]);
        var id = (await mcp.RegisterAsync(new McpServerDraft("Tickets", Url: server.Url, CredentialId: await mcp.CredentialAsync(server.Host)))).Id;

        Assert.Equal(CredentialErrors.ForbiddenCode, (await mcp.ListAsync(id, actsFor)).Error!.Code);
        Assert.Equal(CredentialErrors.ForbiddenCode, (await mcp.CallAsync(id, "echo", actsFor: actsFor)).Error!.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_credential_goes_to_no_host_that_it_is_not_bound_to()
    {
        await using var server = await StandIn.StartRealAsync();
        await using var mcp = new McpFixture([server.Host]);
        var id = (await mcp.RegisterAsync(new McpServerDraft("Tickets", Url: server.Url, CredentialId: await mcp.CredentialAsync("mcp.example.com")))).Id;

        Assert.Equal(OutgoingErrors.HostNotBoundCode, (await mcp.ListAsync(id)).Error!.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_internal_address_is_not_called_directly_or_by_a_redirect()
    {
        await using var inside = await StandIn.StartRealAsync();
        await using var outside = await StandIn.StartAsync(http =>
        {
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = inside.Url;
            return Task.CompletedTask;
        });
        await using var mcp = new McpFixture([outside.Host]);
        await mcp.RegisterAsync(new McpServerDraft("direct", Url: inside.Url));
        await mcp.RegisterAsync(new McpServerDraft("redirected", Url: outside.Url));

        Assert.Equal(OutgoingErrors.AddressRefusedCode, (await mcp.ListAsync("direct")).Error!.Code);
        Assert.Equal(OutgoingErrors.RedirectRefusedCode, (await mcp.ListAsync("redirected")).Error!.Code);
        Assert.Empty(inside.Requests);
        Assert.NotEmpty(outside.Requests);
    }

    [Fact]
    public async Task Another_organizations_server_is_not_there()
    {
        await using var server = await StandIn.StartRealAsync();
        await using var mcp = new McpFixture([server.Host]);
        var theirs = await mcp.RegisterAsync(new McpServerDraft("Tickets", Url: server.Url), Tenant.Of(DocumentId.New(TimeProvider.System)));

        Assert.Equal("not_found", (await mcp.ListAsync(theirs.Id)).Error!.Code.Value);
        Assert.Equal("not_found", (await mcp.CallAsync("Tickets", "echo")).Error!.Code.Value);
        Assert.Equal("not_found", (await mcp.Tester.TestAsync(mcp.Store.Tenant, "ada", theirs.Id, McpFixture.Actor, default)).Error!.Code.Value);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_tool_that_does_not_end_is_given_up_in_time()
    {
        await using var server = await StandIn.StartRealAsync();
        await using var mcp = new McpFixture([server.Host]);
        await mcp.RegisterAsync(new McpServerDraft("Tickets", Url: server.Url));

        var called = await mcp.CallAsync("Tickets", "slow", timeout: TimeSpan.FromSeconds(1));

        Assert.Equal(McpErrors.TimeoutCode, called.Error!.Code);
    }

    [Fact]
    public async Task A_server_that_leaves_its_streams_open_is_not_waited_for()
    {
        await using var server = await StandIn.StartAsync(async http =>
        {
            var request = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
            if (request["id"] is not { } id)
            {
                http.Response.StatusCode = 202;
                return;
            }

            var result = (string?)request["method"] == "initialize"
                ? """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"open","version":"1"}}"""
                : """{"tools":[{"name":"a","inputSchema":{"type":"object"}}]}""";
            var answer = (string?)request["method"] is "initialize" or "tools/list"
                ? $$"""{"jsonrpc":"2.0","id":{{id.ToJsonString()}},"result":{{result}} }"""
                : $$"""{"jsonrpc":"2.0","id":{{id.ToJsonString()}},"error":{"code":-32601,"message":"Method not found"} }""";
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers["Mcp-Session-Id"] = "one";
            await http.Response.WriteAsync($"event: message\ndata: {answer}\n\n", http.RequestAborted);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        await using var mcp = new McpFixture([server.Host]);
        await mcp.RegisterAsync(new McpServerDraft("open", Url: server.Url));

        var listed = await mcp.ListAsync("open");

        Assert.Equal("a", Assert.Single(listed.Value!).Name);
        Assert.Contains(server.Requests, r => r["Mcp-Session-Id"] == "one");
    }

    [Fact]
    public async Task A_server_that_wants_arguments_in_headers_gets_them_there()
    {
        await using var server = await StandIn.StartRealAsync(tools: [McpServerTool.Create(([McpHeader("Region")] string region) => $"in {region}", new() { Name = "where" })]);
        await using var mcp = new McpFixture([server.Host]);
        await mcp.RegisterAsync(new McpServerDraft("regions", Url: server.Url));

        var called = await mcp.CallAsync("regions", "where", """{"region":"eu"}""");

        Assert.True(called.IsSuccess, called.Error?.ToString());
        Assert.Equal("in eu", called.Value.Text);
        Assert.Contains(server.Requests, r => r["Mcp-Param-Region"] == "eu");
    }

    [Fact]
    public async Task A_test_is_kept_in_the_servers_status()
    {
        await using var server = await StandIn.StartRealAsync();
        await using var mcp = new McpFixture([server.Host]);
        var good = await mcp.RegisterAsync(new McpServerDraft("good", Url: server.Url));
        var bad = await mcp.RegisterAsync(new McpServerDraft("bad", Url: "http://127.0.0.1:1/mcp"));

        var passed = await mcp.Tester.TestAsync(mcp.Store.Tenant, "ada", good.Id, McpFixture.Actor, default);
        var failed = await mcp.Tester.TestAsync(mcp.Store.Tenant, "ada", bad.Id, McpFixture.Actor, default);

        Assert.Equal(("untested", false), (good.Status, good.IsConnected));
        Assert.Equal((true, 2), (passed.Value!.Ok, passed.Value.Tools.Count));
        Assert.False(failed.Value!.Ok);
        good = (await mcp.Registry.GetAsync(mcp.Store.Tenant, good.Id, default)).Value!;
        bad = (await mcp.Registry.GetAsync(mcp.Store.Tenant, bad.Id, default)).Value!;
        Assert.Equal(("connected", true, 2), (good.Status, good.IsConnected, good.ToolCount));
        Assert.Equal(("failed", false, failed.Value.Message), (bad.Status, bad.IsConnected, bad.Error));
        var changed = await mcp.Registry.ChangeAsync(mcp.Store.Tenant, "ada", good.Id, new McpServerDraft(Description: "x"), McpFixture.Actor, default);
        Assert.Equal("untested", changed.Value!.Status);
    }
}
