using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Mcp;

/// <summary>HiveFlow's own MCP server (Streamable HTTP, without sessions): flows as tools. Each tool asks for its own scope.</summary>
public sealed class McpEndpointFunctions(McpEndpoint endpoint, IOptions<GateOptions> options)
{
    private const string Metadata = ".well-known/oauth-protected-resource";
    private const string Stream = "text/event-stream";

    /// <summary>The endpoint below the API.</summary>
    [Function("Mcp_Post")]
    [Access(Access.Any)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [FlowUse(FlowUse.Listed)]
    [ProtectedResource("/api/mcp")]
    [Operation(
        "Speaks the Model Context Protocol: list_flows, get_flow, create_flow, run_flow, set_flow_state, docs, and each published flow as a tool.",
        Description = "One JSON-RPC message a request, no sessions; every published revision of the protocol. A tool takes the scope that the same call of the API takes.")]
    [Gives(200, typeof(string), ContentType = Stream)]
    public IResult Post(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/mcp")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        endpoint.Serve(client);

    /// <summary>The same at the root.</summary>
    [Function("Mcp_PostAtRoot")]
    [Access(Access.Any)]
    [Limit(LimitClasses.Start, IsStrict = true)]
    [FlowUse(FlowUse.Listed)]
    [ProtectedResource("/mcp")]
    [Operation("The same as POST /api/mcp.")]
    [Gives(200, typeof(string), ContentType = Stream)]
    public IResult PostAtRoot(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "mcp")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        endpoint.Serve(client);

    /// <summary>What a client has to know.</summary>
    [Function("McpResource_Get")]
    [Access(Access.Public)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("Says how the MCP endpoint is called (RFC 9728).")]
    [Gives(200, typeof(JsonObject), ContentType = "application/json")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Metadata)] HttpRequest request) => Of("/mcp");

    /// <summary>The same for the endpoint at the root.</summary>
    [Function("McpResource_OfRoot")]
    [Access(Access.Public)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("Says how POST /mcp is called (RFC 9728).")]
    [Gives(200, typeof(JsonObject), ContentType = "application/json")]
    public IResult OfRoot([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Metadata + "/mcp")] HttpRequest request) => Of("/mcp");

    /// <summary>The same for the endpoint below the API.</summary>
    [Function("McpResource_OfApi")]
    [Access(Access.Public)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("Says how POST /api/mcp is called (RFC 9728).")]
    [Gives(200, typeof(JsonObject), ContentType = "application/json")]
    public IResult OfApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Metadata + "/api/mcp")] HttpRequest request) => Of("/api/mcp");

    private TextAnswer Of(string path)
    {
        var address = options.Value.PublicUrl;
        var resource = new ProtectedResource(
            new Uri(address, path).AbsoluteUri, ["header"], ["read", "write", "execute"], "HiveFlow", new Uri(address, "/llms.txt").AbsoluteUri);
        return new TextAnswer(JsonSerializer.SerializeToUtf8Bytes(resource, McpApiJson.Default.ProtectedResource), "application/json; charset=utf-8");
    }
}
