using System.Net;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class InputSchemaTests(ApiHost api)
{
    private const string Nodes = """[{"id":"t","type":"custom","data":{"nodeType":"trigger","startNode":true}}]""";

    private const string Schema = """
        {"type":"object","required":["email"],"additionalProperties":false,
         "properties":{"email":{"type":"string","minLength":3},"order":{"type":"object","properties":{"count":{"type":"integer","minimum":1}}}}}
        """;

    [Theory]
    [InlineData("{}", "inputs")]
    [InlineData("""{"email":7}""", "inputs.email")]
    [InlineData("""{"email":"a@b.example","order":{"count":0}}""", "inputs.order.count")]
    [InlineData("""{"email":"a@b.example","other":1}""", "inputs.other")]
    public async Task Inputs_that_do_not_fit_the_flows_schema_are_422_naming_the_place_and_start_nothing(string inputs, string field)
    {
        var (client, flow) = await FlowAsync(Schema);
        using var response = await client.SendAsync("POST", $"api/flows/{flow}/execute", $$"""{"inputs":{{inputs}}}""");
        var problem = await ApiHost.ReadAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.True(problem["errors"]!.AsObject().ContainsKey(field), problem.ToJsonString());
        Assert.Empty((await client.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray());
    }

    [Fact]
    public async Task Inputs_that_fit_start_a_run_and_a_changed_schema_counts_at_once()
    {
        var (client, flow) = await FlowAsync(Schema);
        const string Body = """{"inputs":{"email":"a@b.example","order":{"count":1}}}""";
        await client.CallAsync("POST", $"api/flows/{flow}/execute", Body, HttpStatusCode.Accepted);
        await client.CallAsync("PUT", $"api/flows/{flow}", """{"inputSchema":{"type":"object","required":["name"]}}""");
        await client.FailAsync("POST", $"api/flows/{flow}/execute", HttpStatusCode.UnprocessableEntity, Body);
    }

    [Theory]
    [InlineData("""{"type":"nothing"}""")]
    [InlineData("""{"properties":{"a":{"pattern":"(a+)+$"}}}""")]
    [InlineData("7")]
    public async Task A_schema_that_can_not_be_used_is_said_where_it_would_be_used(string schema)
    {
        var (client, flow) = await FlowAsync(schema);
        using var response = await client.SendAsync("POST", $"api/flows/{flow}/execute", "{}");
        var problem = await ApiHost.ReadAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.True(problem["errors"]!.AsObject().ContainsKey("inputSchema"), problem.ToJsonString());
    }

    private async Task<(FlowClient Client, string Flow)> FlowAsync(string schema)
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var made = await client.CallAsync(
            "POST", "api/flows", $$"""{"name":"f","nodes":{{Nodes}},"edges":[],"inputSchema":{{schema}}}""", HttpStatusCode.Created);
        return (client, made["flow"]!["id"]!.GetValue<string>());
    }
}
