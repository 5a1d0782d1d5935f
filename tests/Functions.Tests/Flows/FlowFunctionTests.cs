using System.Net;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Flows;

[Collection(ApiGroup.Name)]
public sealed class FlowFunctionTests(ApiHost api)
{
    [Fact]
    public async Task A_flow_as_public_clients_send_it_is_given_back_as_it_came()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var body = $$$"""
            {"name":"n","description":"d","status":"draft","viewport":{"zoom":1},"nodes":[{{{FlowClient.Node}}},
             {"id":"app","data":{"nodeType":"hiveapp","instanceId":"i-7"}}],"edges":[{"id":"e","source":"t","target":"app","extra":true}]}
            """;

        var made = await client.CallAsync("POST", "api/flows", body, HttpStatusCode.Created);
        var flow = made["flow"]!;

        Assert.True(made["success"]!.GetValue<bool>());
        Assert.True(JsonNode.DeepEquals(flow, made["data"]));
        Assert.Matches("^[a-f0-9]{24}$", flow["id"]!.GetValue<string>());
        Assert.Equal(flow["id"]!.GetValue<string>(), flow["_id"]!.GetValue<string>());
        Assert.Equal(("draft", "paused", 1), (Text(flow, "status"), Text(flow, "executionState"), flow["version"]!.GetValue<int>()));
        var read = await client.CallAsync("GET", $"api/flows/{Text(flow, "id")}");
        Assert.True(JsonNode.DeepEquals(read["flow"]!["nodes"], JsonNode.Parse(body)!["nodes"]));
        Assert.True(JsonNode.DeepEquals(read["data"]!["edges"], JsonNode.Parse(body)!["edges"]));
        Assert.Equal(1, read["data"]!["viewport"]!["zoom"]!.GetValue<int>());
    }

    [Fact]
    public async Task Fields_that_are_the_servers_cannot_be_written()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var made = await client.CallAsync(
            "POST",
            "api/flows",
            """{"name":"n","id":"ffffffffffffffffffffffff","_id":"x","owner":"eve","processCount":9,"version":7,"executionState":"active","createdAt":"1999-01-01T00:00:00Z"}""",
            HttpStatusCode.Created);
        var flow = made["flow"]!;

        Assert.NotEqual("ffffffffffffffffffffffff", Text(flow, "id"));
        Assert.NotEqual("eve", Text(flow, "owner"));
        Assert.Equal((0, 1, "paused"), (flow["processCount"]!.GetValue<int>(), flow["version"]!.GetValue<int>(), Text(flow, "executionState")));
        Assert.DoesNotContain("1999", Text(flow, "createdAt"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"nodes":[]}""")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"a\u202eb"}""")]
    [InlineData("""{"name":"n","nodes":{}}""")]
    public async Task A_flow_that_cannot_be_saved_is_422(string body) => Assert.Equal(
        "validation_failed", await (await FlowClient.OfAsync(api, api.Ada)).FailAsync("POST", "api/flows", HttpStatusCode.UnprocessableEntity, body));

    [Fact]
    public async Task Lists_are_newest_first_in_pages_and_a_limit_is_clamped()
    {
        var client = await FlowClient.OfAsync(api, await api.RegisterAsync("lister@example.com", "Lister"));
        var first = await client.CreateAsync(name: "first");
        var second = await client.CreateAsync(name: "second");

        var page = await client.CallAsync("GET", "api/flows?limit=1");
        var next = await client.CallAsync("GET", $"api/flows?limit=1&cursor={Uri.EscapeDataString(Text(page, "nextCursor"))}");
        var all = await client.CallAsync("GET", "api/flows?limit=9999");

        Assert.Equal([first, second], new[] { page, next }.Select(one => Text(one["data"]![0]!, "id")).Order(StringComparer.Ordinal));
        Assert.Equal(2, all["data"]!.AsArray().Count);
        Assert.Empty((await client.CallAsync("GET", "api/flows?status=active"))["data"]!.AsArray());
        Assert.Equal("malformed_request", await client.FailAsync("GET", "api/flows?status=%5B%24ne%5D", HttpStatusCode.BadRequest));
        Assert.Equal("malformed_request", await client.FailAsync("GET", "api/flows?cursor=forged", HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Flows_are_found_by_app_instance_and_none_is_an_empty_list()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var id = await client.CreateAsync("""[{"id":"a","data":{"nodeType":"hiveapp","instanceId":"inst-42"}}]""");

        var found = await client.CallAsync("GET", "api/flows/by-app-instance/inst-42");
        Assert.Equal(id, Text(Assert.Single(found["data"]!.AsArray())!, "id"));
        Assert.Empty((await client.CallAsync("GET", "api/flows/by-app-instance/inst-43"))["data"]!.AsArray());
    }

    [Fact]
    public async Task A_change_of_an_older_version_is_a_conflict_by_body_and_by_header()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var path = $"api/flows/{await client.CreateAsync()}";
        await client.CallAsync("PUT", path, """{"description":"one","version":1}""");

        Assert.Equal("version_conflict", await client.FailAsync("PUT", path, HttpStatusCode.Conflict, """{"description":"two","version":1}"""));
        Assert.Equal("version_conflict", await Problem.CodeAsync(
            await client.SendAsync("PUT", path, """{"description":"two"}""", ("If-Match", "\"1\"")), HttpStatusCode.Conflict));
        Assert.Equal("one", Text((await client.CallAsync("GET", path))["flow"]!, "description"));
    }

    [Fact]
    public async Task Pause_and_resume_need_no_body_and_set_both_fields()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var path = $"api/flows/{await client.CreateAsync()}";

        Assert.Equal("active", Text(await client.CallAsync("POST", path + "/resume"), "status"));
        Assert.Equal("active", Text((await client.CallAsync("GET", path))["flow"]!, "executionState"));
        Assert.Equal("paused", Text(await client.CallAsync("POST", path + "/pause"), "status"));
        Assert.Equal("active", Text(await client.CallAsync("PATCH", path + "/execution-state", """{"executionState":"active"}"""), "executionState"));
        Assert.Equal("active", Text((await client.CallAsync("GET", path))["flow"]!, "status"));
        Assert.Equal(
            "validation_failed",
            await client.FailAsync("PATCH", path + "/execution-state", HttpStatusCode.UnprocessableEntity, """{"executionState":"stopped"}"""));
    }

    [Fact]
    public async Task Deleting_answers_200_with_a_body_and_the_flow_is_gone()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var path = $"api/flows/{await client.CreateAsync()}";

        Assert.True((await client.CallAsync("DELETE", path))["success"]!.GetValue<bool>());
        Assert.Equal("not_found", await client.FailAsync("GET", path, HttpStatusCode.NotFound));
        Assert.Equal("not_found", await client.FailAsync("DELETE", path, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_strangers_flow_looks_like_one_that_never_was()
    {
        var id = await (await FlowClient.OfAsync(api, api.Ada)).CreateAsync();
        var eve = await FlowClient.OfAsync(api, api.Eve);
        foreach (var (method, path, body) in new[]
        {
            ("GET", "", null), ("PUT", "", "{}"), ("DELETE", "", null), ("POST", "/validate", null), ("GET", "/export", null), ("GET", "/nodes", null),
            ("POST", "/nodes", "{}"), ("POST", "/connections/validate", "{}"), ("POST", "/nodes/t/validate", null), ("POST", "/publish", null),
        })
        {
            var theirs = await Problem.WithoutNamesAsync(await eve.SendAsync(method, $"api/flows/{id}{path}", body));
            var nobodys = await Problem.WithoutNamesAsync(await eve.SendAsync(method, $"api/flows/ffffffffffffffffffffffff{path}", body));
            Assert.Equal(nobodys, theirs);
            Assert.Contains("not_found", theirs, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Changing_takes_write_and_switching_takes_execute()
    {
        var id = await (await FlowClient.OfAsync(api, api.Ada)).CreateAsync();
        var reader = await FlowClient.OfAsync(api, api.Ada, "read");
        var runner = await FlowClient.OfAsync(api, api.Ada, "read", "execute");

        Assert.Equal(HttpStatusCode.Forbidden, (await reader.SendAsync("PUT", $"api/flows/{id}", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.SendAsync("POST", $"api/flows/{id}/validate")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.SendAsync("POST", $"api/flows/{id}/pause")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await runner.SendAsync("POST", $"api/flows/{id}/pause")).StatusCode);
    }

    [Fact]
    public async Task An_export_is_imported_as_a_new_flow()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var id = await client.CreateAsync($"[{FlowClient.Node}]", name: "original");
        await client.CallAsync("PUT", $"api/flows/{id}", """{"inputSchema":{"type":"object","required":["n"]},"runLimits":{"atOnce":3}}""");
        var export = (await client.CallAsync("GET", $"api/flows/{id}/export"))["export"]!;

        var made = (await client.CallAsync("POST", "api/flows/import", export.ToJsonString(), HttpStatusCode.Created))["flow"]!;

        Assert.NotEqual(id, Text(made, "id"));
        Assert.Equal("original", Text(made, "name"));
        Assert.True(JsonNode.DeepEquals(made["nodes"], JsonNode.Parse($"[{FlowClient.Node}]")));
        Assert.Equal("""{"type":"object","required":["n"]}""", made["inputSchema"]!.ToJsonString());
        Assert.Equal("""{"atOnce":3}""", made["runLimits"]!.ToJsonString());
    }

    [Fact]
    public async Task An_export_names_credentials_by_name_and_an_import_finds_the_one_of_that_name()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        const string Name = "mailer of the export test";
        var credential = Text((await client.CallAsync(
            "POST", "api/credentials", $$$"""{"name":"{{{Name}}}","type":"bearer","hosts":["api.example.com"],"data":{"token":"s3cret-value"}}""", HttpStatusCode.Created))["credential"]!, "id");
        var nodes = $$$"""[{"id":"h","type":"custom","data":{"nodeType":"http","url":"https://api.example.com","credentialId":"{{{credential}}}","n":1.50}}]""";
        var flow = await client.CreateAsync(nodes);

        var export = (await client.CallAsync("GET", $"api/flows/{flow}/export"))["export"]!;
        var own = (await client.CallAsync("POST", "api/flows/import", export.ToJsonString(), HttpStatusCode.Created))["flow"]!;
        var foreign = (await (await FlowClient.OfAsync(api, api.Eve)).CallAsync("POST", "api/flows/import", export.ToJsonString(), HttpStatusCode.Created))["flow"]!;

        Assert.DoesNotContain(credential, export.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("1.50", export.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(Name, Text(export["nodes"]![0]!["data"]!, "credentialName"));
        Assert.Equal(credential, Text(own["nodes"]![0]!["data"]!, "credentialId"));
        Assert.Null(own["nodes"]![0]!["data"]!["credentialName"]);
        Assert.Equal(Name, Text(foreign["nodes"]![0]!["data"]!, "credentialName"));
        Assert.Null(foreign["nodes"]![0]!["data"]!["credentialId"]);
    }

    [Fact]
    public async Task Two_versions_or_a_version_and_the_draft_are_compared_field_by_field()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync("""[{"id":"a","data":{"nodeType":"set","values":{"x":1}}},{"id":"b"}]""");
        Assert.Equal("not_found", await client.FailAsync("GET", $"api/flows/{flow}/versions/diff", HttpStatusCode.NotFound));
        await client.CallAsync("POST", $"api/flows/{flow}/publish", "{}", HttpStatusCode.Created);
        await client.CallAsync("PUT", $"api/flows/{flow}", """{"nodes":[{"id":"a","data":{"nodeType":"set","values":{"x":2}}},{"id":"c"}],"edges":[{"id":"e","source":"a","target":"c"}]}""");

        var diff = (await client.CallAsync("GET", $"api/flows/{flow}/versions/diff?from=1&to=draft"))["diff"]!;

        Assert.Equal(["a changed", "c added", "b removed"], diff["nodes"]!.AsArray().Select(node => $"{Text(node!, "id")} {Text(node!, "change")}"));
        Assert.Equal("data.values.x", Text(diff["nodes"]![0]!["fields"]![0]!, "path"));
        Assert.Equal("e", Text(diff["edges"]![0]!, "id"));
        Assert.True(JsonNode.DeepEquals(diff, (await client.CallAsync("GET", $"api/flows/{flow}/versions/diff"))["diff"]));
        Assert.Equal("not_found", await client.FailAsync("GET", $"api/flows/{flow}/versions/diff?to=7", HttpStatusCode.NotFound));
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
