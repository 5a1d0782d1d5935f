using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Flows;

/// <summary>Calls the flow routes as somebody with a key.</summary>
internal sealed class FlowClient(ApiHost api, string credential)
{
    public const string Node = """
        {"id":"t","type":"custom","position":{"x":1.50,"y":2},"data":{"nodeType":"trigger","startNode":true,"triggerType":"schedule",
         "scheduleType":"interval","intervalValue":"5","intervalUnit":"minutes","triggerActive":false,"continueFlow":true,"own":{"kept":[1,null]}}}
        """;

    public static async Task<FlowClient> OfAsync(ApiHost api, ApiHost.Person person, params string[] permissions) =>
        new(api, await api.KeyAsync(person, permissions.Length == 0 ? ["read", "write", "execute"] : permissions));

    public Task<HttpResponseMessage> SendAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        api.SendAsync(method, path, credential, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public async Task<JsonNode> CallAsync(string method, string path, string? json = null, HttpStatusCode expected = HttpStatusCode.OK) =>
        await ApiHost.ReadAsync(await SendAsync(method, path, json), expected);

    public async Task<string> FailAsync(string method, string path, HttpStatusCode expected, string? json = null) =>
        await Problem.CodeAsync(await SendAsync(method, path, json), expected);

    /// <summary>Makes a flow and gives its id.</summary>
    public async Task<string> CreateAsync(string nodes = "[]", string edges = "[]", string name = "flow")
    {
        var made = await CallAsync("POST", "api/flows", $$"""{"name":"{{name}}","nodes":{{nodes}},"edges":{{edges}}}""", HttpStatusCode.Created);
        return made["flow"]!["id"]!.GetValue<string>();
    }
}
