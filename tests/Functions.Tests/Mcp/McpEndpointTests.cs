using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Functions.Tests.Waits;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Functions.Tests.Mcp;

[Collection(ApiGroup.Name)]
public sealed class McpEndpointTests(ApiHost api)
{
    private static readonly object[] Greeting =
        [new { id = "s", type = "custom", data = new { nodeType = "set", startNode = true, values = new { said = "{{ inputs.text }}" } } }];

    [Theory]
    [InlineData("mcp", null)]
    [InlineData("api/mcp", null)]
    [InlineData("mcp", "2025-11-25")]
    [InlineData("mcp", "2025-06-18")]
    [InlineData("mcp", "2025-03-26")]
    [InlineData("mcp", "2024-11-05")]
    public async Task Flows_are_made_found_run_and_switched_by_the_official_client_in_every_revision(string path, string? version)
    {
        await using var mcp = await McpSession.OpenAsync(api, await api.KeyAsync(api.Ada, "read", "write", "execute"), path, version);

        var id = (await mcp.DoAsync("create_flow", new { name = "Greeting", description = "d", nodes = Greeting, edges = Array.Empty<object>() })).GetProperty("id").GetString()!;
        var listed = await mcp.DoAsync("list_flows", new { status = "draft", limit = 200 });
        var shown = await mcp.DoAsync("get_flow", new { flowId = id });
        var run = await mcp.DoAsync("run_flow", new { flowId = id, inputs = new { text = "hello" }, wait = 60 });
        var switched = await mcp.DoAsync("set_flow_state", new { flowId = id, state = "active" });
        var docs = await mcp.CallAsync("docs", new { topic = "webhooks" });

        Assert.Equal("hiveflow", mcp.Client.ServerInfo!.Name);
        Assert.Empty(new[] { "list_flows", "get_flow", "create_flow", "run_flow", "set_flow_state", "docs" }.Except(await mcp.NamesAsync()));
        Assert.Contains(listed.GetProperty("flows").EnumerateArray(), flow => flow.GetProperty("id").GetString() == id);
        Assert.Equal("Greeting", shown.GetProperty("name").GetString());
        Assert.Equal(("completed", "hello"), (run.GetProperty("status").GetString(), run.GetProperty("output").GetProperty("said").GetString()));
        Assert.Equal("active", switched.GetProperty("executionState").GetString());
        Assert.Contains("/api/flows/{id}/webhooks", Assert.IsType<TextContentBlock>(Assert.Single(docs.Content)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_tool_asks_for_its_own_scope_and_shows_itself_to_those_who_have_it()
    {
        await using var reader = await McpSession.OpenAsync(api, await api.KeyAsync(api.Ada, "read"));
        await using var writer = await McpSession.OpenAsync(api, await api.KeyAsync(api.Ada, "write"));
        await using var runner = await McpSession.OpenAsync(api, await api.KeyAsync(api.Ada, "execute"));
        var id = (await writer.DoAsync("create_flow", new { name = "x" })).GetProperty("id").GetString();

        Assert.Equal(["list_flows", "get_flow", "docs"], await reader.NamesAsync());
        Assert.Equal(["create_flow"], await writer.NamesAsync());
        Assert.Equal(["set_flow_state", "run_flow"], (await runner.NamesAsync())[..2]);
        Assert.Equal("scope_missing", await reader.FailAsync("create_flow", new { name = "x" }));
        Assert.Equal("scope_missing", await reader.FailAsync("run_flow", new { flowId = id }));
        Assert.Equal("scope_missing", await reader.FailAsync("set_flow_state", new { flowId = id, state = "active" }));
        Assert.Equal("scope_missing", await writer.FailAsync("list_flows"));
        Assert.Equal("scope_missing", await runner.FailAsync("get_flow", new { flowId = id }));
        Assert.Equal("scope_missing", await runner.FailAsync("docs"));
        Assert.Equal("scope_missing", await reader.FailAsync($"x_{id}"));
    }

    [Fact]
    public async Task A_published_flow_is_a_tool_that_runs_the_published_version()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var made = await client.CallAsync("POST", "api/flows", """
            {"name":"Say: it – twice!","description":"Says it.","inputSchema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]},
             "nodes":[{"id":"s","type":"custom","data":{"nodeType":"set","startNode":true,"values":{"said":"{{ inputs.text }}"}}}],"edges":[]}
            """, HttpStatusCode.Created);
        var id = (string)made["flow"]!["id"]!;
        await using var mcp = await McpSession.OpenAsync(api, api.Ada.Token);
        await using var eve = await McpSession.OpenAsync(api, api.Eve.Token);
        var name = $"say_it_twice_{id}";
        Assert.DoesNotContain(name, await mcp.NamesAsync());
        await Assert.ThrowsAsync<McpProtocolException>(() => mcp.CallAsync(name, new { text = "hi" }));

        await client.CallAsync("POST", $"api/flows/{id}/publish", "{}", HttpStatusCode.Created);
        await client.CallAsync("PUT", $"api/flows/{id}", """{"nodes":[{"id":"s","type":"custom","data":{"nodeType":"set","startNode":true,"values":{"said":"draft"}}}]}""");
        var tool = (await mcp.Client.ListToolsAsync()).Single(t => t.Name == name);
        var ran = (await mcp.DoAsync(name, new { text = "hi" })).GetProperty("executionId").GetString()!;

        // The tool waits for half a minute only.
        var run = await WaitFunctionTests.EndAsync(client, ran, "completed");

        Assert.Equal(("Say: it – twice!", "Says it."), (tool.Title, tool.Description));
        Assert.Equal("text", tool.JsonSchema.GetProperty("required")[0].GetString());
        Assert.Equal(("hi", "mcp"), ((string)run["output"]!["said"]!, (string)run["trigger"]!));
        Assert.DoesNotContain(name, await eve.NamesAsync());
        await Assert.ThrowsAsync<McpProtocolException>(() => eve.CallAsync(name, new { text = "hi" }));
        await client.CallAsync("PATCH", $"api/flows/{id}/archive", """{"archived":true}""");
        await Assert.ThrowsAsync<McpProtocolException>(() => mcp.CallAsync(name, new { text = "hi" }));
    }

    [Fact]
    public async Task A_key_bound_to_a_flow_reaches_that_one_alone()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var (own, other) = (await client.CreateAsync(name: "own"), await client.CreateAsync(name: "other"));
        var published = await client.CreateAsync(FlowClient.Node is var node ? $"[{node}]" : "", name: "published");
        await client.CallAsync("POST", $"api/flows/{published}/publish", "{}", HttpStatusCode.Created);
        using var key = await api.SendAsync(
            "POST", "api/auth/api-keys", api.Ada.Token, JsonContent.Create(new { name = "b", permissions = new[] { "read", "write", "execute" }, flowIds = new[] { own } }));
        await using var mcp = await McpSession.OpenAsync(api, (string)(await ApiHost.ReadAsync(key, HttpStatusCode.Created))["apiKey"]!["key"]!);

        Assert.Equal([own], (await mcp.DoAsync("list_flows")).GetProperty("flows").EnumerateArray().Select(flow => flow.GetProperty("id").GetString()));
        Assert.Equal("not_found", await mcp.FailAsync("get_flow", new { flowId = other }));
        Assert.Equal("not_found", await mcp.FailAsync("run_flow", new { flowId = other }));
        Assert.Equal("not_found", await mcp.FailAsync("set_flow_state", new { flowId = other, state = "active" }));
        Assert.Equal("key_bound_to_flows", await mcp.FailAsync("create_flow", new { name = "x" }));
        Assert.DoesNotContain($"published_{published}", await mcp.NamesAsync());
        await Assert.ThrowsAsync<McpProtocolException>(() => mcp.CallAsync($"published_{published}"));
    }

    [Theory]
    [InlineData("get_flow", """{}""", "flowId")]
    [InlineData("get_flow", """{"flowId":7}""", "flowId")]
    [InlineData("get_flow", """{"flowId":"x","more":1}""", "more")]
    [InlineData("list_flows", """{"limit":0}""", "limit")]
    [InlineData("list_flows", """{"status":"new"}""", "status")]
    [InlineData("list_flows", """{"cursor":"nowhere"}""", "cursor")]
    [InlineData("create_flow", """{"name":"x","nodes":{}}""", "nodes")]
    [InlineData("set_flow_state", """{"flowId":"x","state":"stopped"}""", "state")]
    [InlineData("run_flow", """{"flowId":"x","inputs":[]}""", "inputs")]
    [InlineData("run_flow", """{"flowId":"x","wait":61}""", "wait")]
    [InlineData("run_flow", """{"flowId":"x","idempotencyKey":"a b"}""", "idempotencyKey")]
    public async Task Bad_arguments_are_refused_by_name(string tool, string arguments, string field)
    {
        await using var mcp = await McpSession.OpenAsync(api, api.Ada.Token);

        var result = await mcp.CallAsync(tool, JsonDocument.Parse(arguments).RootElement);

        Assert.True(result.IsError);
        Assert.True(result.StructuredContent!.Value.GetProperty("errors").TryGetProperty(field, out _), result.StructuredContent.Value.GetRawText());
    }

    [Fact]
    public async Task Somebody_elses_flow_is_not_there_and_the_same_idempotency_key_gives_the_same_run()
    {
        await using var ada = await McpSession.OpenAsync(api, api.Ada.Token);
        await using var eve = await McpSession.OpenAsync(api, api.Eve.Token);
        var id = (await ada.DoAsync("create_flow", new { name = "Once", nodes = Greeting })).GetProperty("id").GetString();
        var call = new { flowId = id, inputs = new { text = "x" }, idempotencyKey = $"key-{id}" };

        var (first, second) = (await ada.DoAsync("run_flow", call), await ada.DoAsync("run_flow", call));

        Assert.Equal(first.GetProperty("executionId").GetString(), second.GetProperty("executionId").GetString());
        Assert.Equal("not_found", await eve.FailAsync("get_flow", new { flowId = id }));
        Assert.Equal("not_found", await eve.FailAsync("run_flow", new { flowId = id }));
        Assert.Equal("not_found", await eve.FailAsync("set_flow_state", new { flowId = id, state = "active" }));
    }
}
