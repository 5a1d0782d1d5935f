using System.Net;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Mcp;

[Collection(ApiGroup.Name)]
public sealed class McpServerFunctionTests(ApiHost api)
{
    [Fact]
    public async Task A_server_is_registered_shown_changed_tried_and_removed()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var made = (await client.CallAsync("POST", "api/mcp/servers", """{"name":"Tickets A","url":"http://127.0.0.1:9/mcp","description":"d"}""", HttpStatusCode.Created))["server"]!;
        var path = $"api/mcp/servers/{(string)made["id"]!}";
        Assert.Equal(("untested", false), ((string)made["status"]!, (bool)made["isConnected"]!));

        var test = (await client.CallAsync("POST", path + "/test"))["test"]!;
        var shown = (await client.CallAsync("GET", path))["server"]!;
        var listed = (await client.CallAsync("GET", "api/mcp/servers"))["servers"]!.AsArray().Single(s => (string)s!["name"]! == "Tickets A")!;
        var changed = (await client.CallAsync("PUT", path, """{"name":"Tickets B","version":1}"""))["server"]!;

        Assert.False((bool)test["ok"]!);
        Assert.Contains("private or reserved address", (string)test["message"]!, StringComparison.Ordinal);
        Assert.Equal("failed", (string)shown["status"]!);
        Assert.Equal(("failed", false), ((string)listed["status"]!, (bool)listed["isConnected"]!));
        Assert.Equal(("Tickets B", 2), ((string)changed["name"]!, (int)changed["version"]!));
        Assert.Equal("version_conflict", await client.FailAsync("PUT", path, HttpStatusCode.Conflict, """{"name":"x","version":1}"""));
        await client.CallAsync("DELETE", path);
        Assert.Equal("not_found", await client.FailAsync("GET", path, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_taken_name_is_409_and_another_organizations_is_free()
    {
        const string Body = """{"name":"Taken","command":"npx","args":["-y","some-server"]}""";
        var (ada, eve) = (await FlowClient.OfAsync(api, api.Ada), await FlowClient.OfAsync(api, api.Eve));
        await ada.CallAsync("POST", "api/mcp/servers", Body, HttpStatusCode.Created);

        Assert.Equal("mcp_name_taken", await ada.FailAsync("POST", "api/mcp/servers", HttpStatusCode.Conflict, Body));
        await eve.CallAsync("POST", "api/mcp/servers", Body, HttpStatusCode.Created);
        Assert.Equal("validation_failed", await ada.FailAsync("POST", "api/mcp/servers", (HttpStatusCode)422, """{"name":"x"}"""));
    }

    [Fact]
    public async Task Somebody_elses_credential_can_not_be_given_to_a_server_and_one_that_was_given_is_kept()
    {
        var (ada, eve) = (await FlowClient.OfAsync(api, api.Ada), await FlowClient.OfAsync(api, api.Eve));
        var credential = (string)(await ada.CallAsync(
            "POST", "api/credentials", """{"name":"m","type":"mcp","data":{"url":"https://mcp.example.com","token":"secret"}}""", HttpStatusCode.Created))["credential"]!["id"]!;
        var body = $$"""{"name":"With a credential","url":"https://mcp.example.com","credentialId":"{{credential}}"}""";

        Assert.Equal("credential_forbidden", await eve.FailAsync("POST", "api/mcp/servers", HttpStatusCode.Forbidden, body));
        Assert.True((bool)(await ada.CallAsync("POST", "api/mcp/servers", body, HttpStatusCode.Created))["server"]!["hasCredentials"]!);
        Assert.Equal("credential_in_use", await ada.FailAsync("DELETE", $"api/credentials/{credential}", HttpStatusCode.Conflict));
        await ada.CallAsync("DELETE", $"api/credentials/{credential}?force=true");
    }
}
