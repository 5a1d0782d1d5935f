using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Webhooks;

[Collection(ApiGroup.Name)]
public sealed class HookFunctionTests(ApiHost api)
{
    [Fact]
    public async Task A_simple_webhook_starts_a_run_of_the_owner_with_its_body_and_looks_unknown_with_another_token()
    {
        var (flows, flow) = await FlowAsync();
        var made = (await flows.CallAsync("POST", $"api/flows/{flow}/webhooks", """{"type":"simple"}""", HttpStatusCode.Created))["webhook"]!;
        var token = made["token"]!.GetValue<string>();
        var accepted = await PostAsync($"api/triggers/flow/{flow}/{token}", """{"n":1,"nodes":[],"owner":"x"}""", HttpStatusCode.Accepted);
        var run = (await flows.CallAsync("GET", $"api/runs/{accepted["executionId"]}"))["run"]!;
        Assert.Equal("webhook", run["trigger"]!.GetValue<string>());
        Assert.Equal(flow, run["flowId"]!.GetValue<string>());
        await PostAsync($"api/triggers/flow/{flow}/{new string('x', 43)}", "{}", HttpStatusCode.NotFound);
        await PostAsync($"api/triggers/flow/0123456789abcdef01234567/{token}", "{}", HttpStatusCode.NotFound);
        var list = await flows.CallAsync("GET", $"api/flows/{flow}/webhooks");
        Assert.DoesNotContain(token, list.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_signature_is_401_and_listed_and_a_right_one_is_taken_once()
    {
        var (flows, flow) = await FlowAsync();
        var made = (await flows.CallAsync(
            "POST", $"api/flows/{flow}/webhooks",
            """{"signature":{"scheme":"github"},"secrets":["It's a Secret to Everybody"]}""", HttpStatusCode.Created))["webhook"]!;
        var path = $"api/hooks/{made["token"]}";
        (string, string)[] signed =
        [
            ("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"), ("X-GitHub-Delivery", "d-1"),
        ];
        await PostAsync(path, "Hello, World?", HttpStatusCode.Unauthorized, "text/plain", signed);
        await PostAsync(path, "Hello, World!", HttpStatusCode.Unauthorized, "text/plain");
        var first = await PostAsync(path, "Hello, World!", HttpStatusCode.Accepted, "text/plain", signed);
        var again = await PostAsync(path, "Hello, World!", HttpStatusCode.Accepted, "text/plain", signed);
        Assert.Equal(first["executionId"]!.GetValue<string>(), again["executionId"]!.GetValue<string>());
        var list = (await flows.CallAsync("GET", $"api/flows/{flow}/webhooks/{made["id"]}/deliveries"))["deliveries"]!.AsArray();
        Assert.Equal(2, list.Count(d => d!["status"]!.GetValue<string>() == "rejected" && d["address"] is not null));
        Assert.Single(list, d => d!["status"]!.GetValue<string>() == "accepted");
    }

    [Fact]
    public async Task A_body_that_is_no_text_arrives_byte_for_byte()
    {
        var hook = await Hook.MakeAsync(api);
        byte[] sent = [0xff, 0x00, 0xfe, 0x41];
        using var content = new ByteArrayContent(sent);
        content.Headers.ContentType = new("application/octet-stream");

        using var response = await api.SendAsync("POST", hook.Address + "/some/where", null, content);

        var run = (await ApiHost.ReadAsync(response, HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        var input = await hook.InputAsync(run);
        Assert.Equal("base64", input["bodyEncoding"]!.GetValue<string>());
        Assert.Equal(sent, Convert.FromBase64String(input["body"]!.GetValue<string>()));
        Assert.Equal("some/where", input["path"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_method_that_is_not_its_own_is_405_naming_those_that_are()
    {
        var (flows, flow) = await FlowAsync();
        var made = (await flows.CallAsync("POST", $"api/flows/{flow}/webhooks", """{"methods":["POST"]}""", HttpStatusCode.Created))["webhook"]!;

        using var response = await api.SendAsync("PUT", $"api/hooks/{made["token"]}", null, new StringContent("{}"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_paused_flow_refuses_and_starts_nothing()
    {
        var (flows, flow) = await FlowAsync();
        await flows.CallAsync("POST", $"api/flows/{flow}/pause");
        var made = (await flows.CallAsync("POST", $"api/flows/{flow}/webhooks", "{}", HttpStatusCode.Created))["webhook"]!;
        await PostAsync($"api/hooks/{made["token"]}", "{}", HttpStatusCode.Conflict);
        Assert.Empty((await flows.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray());
    }

    private async Task<(FlowClient Flows, string Flow)> FlowAsync()
    {
        var flows = await FlowClient.OfAsync(api, api.Ada);
        var flow = await flows.CreateAsync("""[{"id":"t","type":"custom","data":{"nodeType":"trigger","startNode":true}}]""");
        await flows.CallAsync("POST", $"api/flows/{flow}/resume");
        return (flows, flow);
    }

    private async Task<JsonNode> PostAsync(
        string path, string body, HttpStatusCode expected, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var response = await api.SendAsync("POST", path, null, new StringContent(body, Encoding.UTF8, type), headers);
        return await ApiHost.ReadAsync(response, expected);
    }
}
