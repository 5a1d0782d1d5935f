using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Webhooks;

[Collection(ApiGroup.Name)]
public sealed class NodeWebhookTests(ApiHost api)
{
    [Fact]
    public async Task A_webhook_node_has_a_webhook_that_follows_it_until_it_is_gone()
    {
        var owner = await FlowClient.OfAsync(api, api.Ada);
        var flow = await owner.CreateAsync(Nodes(isActive: true));
        await owner.CallAsync("POST", $"api/flows/{flow}/resume");
        var webhook = Assert.Single(await WebhooksAsync(owner, flow))!;
        Assert.Equal(("t", false, true), (webhook["nodeId"]!.GetValue<string>(), webhook["hasAddress"]!.GetValue<bool>(), webhook["enabled"]!.GetValue<bool>()));
        var path = $"api/flows/{flow}/webhooks/{webhook["id"]}";
        await owner.FailAsync("DELETE", path, HttpStatusCode.UnprocessableEntity);

        var address = $"api/hooks/{(await owner.CallAsync("POST", path + "/rotate"))["webhook"]!["token"]}";
        await PostAsync(address, HttpStatusCode.Accepted);
        await owner.CallAsync("PUT", $"api/flows/{flow}", $$"""{"nodes":{{Nodes(isActive: false)}}}""");
        await PostAsync(address, HttpStatusCode.NotFound);
        await owner.CallAsync("PUT", $"api/flows/{flow}", $$"""{"nodes":{{Nodes(isActive: true)}}}""");
        await PostAsync(address, HttpStatusCode.Accepted);
        await owner.CallAsync("PUT", $"api/flows/{flow}", """{"nodes":[]}""");
        await PostAsync(address, HttpStatusCode.NotFound);
        Assert.Empty(await WebhooksAsync(owner, flow));
    }

    [Fact]
    public async Task The_webhooks_of_a_deleted_flow_are_gone_with_it()
    {
        var hook = await Hook.MakeAsync(api, """{"type":"simple"}""");
        await hook.DeliverAsync();
        await hook.Owner.CallAsync("DELETE", $"api/flows/{hook.Flow}");
        await PostAsync(hook.Address, HttpStatusCode.NotFound);
        Assert.Null(await api.Get<HiveFlow.Triggers.Webhooks.WebhookRegistry>().FindAsync(hook.Address.Split('/')[^1], default));
    }

    private static string Nodes(bool isActive) => $$$"""
        [{"id":"t","type":"custom","data":{"nodeType":"trigger","startNode":true,"triggerType":"webhook","triggerActive":{{{(isActive ? "true" : "false")}}}}}]
        """;

    private static async Task<JsonArray> WebhooksAsync(FlowClient owner, string flow) =>
        (await owner.CallAsync("GET", $"api/flows/{flow}/webhooks"))["webhooks"]!.AsArray();

    private async Task PostAsync(string address, HttpStatusCode expected)
    {
        using var response = await api.SendAsync("POST", address, null, new StringContent("{}", null, "application/json"));
        Assert.Equal(expected, response.StatusCode);
    }
}
