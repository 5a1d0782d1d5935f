using HiveFlow.Errors;
using HiveFlow.Functions.Flows;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Mcp.Servers;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Mcp;

/// <summary>The MCP servers of an organization: register, find, change, try, remove.</summary>
public sealed class McpServerFunctions(McpServerRegistry registry, McpServerTester tester)
{
    private const string One = "server";
    private const string Many = "servers";
    private const string All = "api/mcp/servers";
    private const string ById = All + "/{id:length(24)}";

    /// <summary>Lists them.</summary>
    [Function("McpServers_List")]
    [Access(Access.Read)]
    [Operation("Lists the registered MCP servers, newest first, with how their last test ended.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(McpServerView), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = All)] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        var (items, next) = await registry.ListAsync(request.Caller().Tenant, limit, cursor, cancellationToken);
        return Answer.List(Many, items, McpApiJson.Default.McpServerView, next);
    }

    /// <summary>Registers one.</summary>
    [Function("McpServers_Create")]
    [Access(Access.Write)]
    [Idempotent]
    [Operation(
        "Registers an MCP server: one at a url (Streamable HTTP), or a command that runs in a sandbox and speaks by stdin and stdout.",
        Description = "The name is unique in the organization (409). A credential is sent to its own hosts alone; using it takes the right to it, now and at every call.")]
    [Takes(typeof(McpServerDraft))]
    [Gives(201, typeof(McpServerView), Name = One)]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = All)] HttpRequest request, CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(McpApiJson.Default.McpServerDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        JsonAnswer? answer = null;
        var made = await registry.CreateAsync(
            request.Caller().Tenant, UserOf(request), draft.Value, request.Actor(), server => request.Remember(answer = Made(server)), cancellationToken);
        return made.IsSuccess ? answer! : Answer.Problem(made.Error);
    }

    /// <summary>One.</summary>
    [Function("McpServers_Get")]
    [Access(Access.Read)]
    [Operation("Gets a registered MCP server.")]
    [Gives(200, typeof(McpServerView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Show(await registry.GetAsync(request.Caller().Tenant, id, cancellationToken));

    /// <summary>Changes one.</summary>
    [Function("McpServers_Replace")]
    [Access(Access.Write)]
    [Operation(
        "Changes the named parts of an MCP server; what is not sent stays.",
        Description = "url takes the place of command and args, command that of url and credentialId; an empty credentialId removes it. With version or If-Match a lost race is refused (409).")]
    [Takes(typeof(McpServerDraft))]
    [Gives(200, typeof(McpServerView), Name = One)]
    public async Task<IResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(McpApiJson.Default.McpServerDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        var version = IfMatch.Read(request.Headers, draft.Value.Version);
        return version.IsSuccess
            ? Show(await registry.ChangeAsync(
                request.Caller().Tenant, UserOf(request), id, draft.Value with { Version = version.Value.Version }, request.Actor(), cancellationToken))
            : Answer.Problem(version.Error);
    }

    /// <summary>Removes one.</summary>
    [Function("McpServers_Delete")]
    [Access(Access.Write)]
    [Operation("Removes an MCP server; flows that name it fail there.")]
    [Gives(200)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var version = IfMatch.Read(request.Headers, null);
        if (!version.IsSuccess)
        {
            return Answer.Problem(version.Error);
        }

        var deleted = await registry.DeleteAsync(request.Caller().Tenant, id, version.Value.Version, request.Actor(), cancellationToken);
        return deleted.IsSuccess ? Answer.Ok() : Answer.Problem(deleted.Error);
    }

    /// <summary>Tries one.</summary>
    [Function("McpServers_Test")]
    [Access(Access.Execute)]
    [Limit(LimitClasses.Costly)]
    [Operation("Asks an MCP server for its tools, and keeps how that went in its status.")]
    [Gives(200, typeof(McpServerTest), Name = "test")]
    public async Task<IResult> Test(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/test")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var test = await tester.TestAsync(request.Caller().Tenant, UserOf(request), id, request.Actor(), cancellationToken);
        return test.IsSuccess ? Answer.Named("test", test.Value, McpApiJson.Default.McpServerTest) : Answer.Problem(test.Error);
    }

    private static string UserOf(HttpRequest request) => request.Caller().UserId.ToString();

    private static IResult Show(Result<McpServerView> server) => server.IsSuccess
        ? Answer.Named(One, server.Value, McpApiJson.Default.McpServerView)
        : Answer.Problem(server.Error);

    private static JsonAnswer Made(McpServerView server) => Answer.Named(
        One, server, McpApiJson.Default.McpServerView, status: StatusCodes.Status201Created, location: $"/api/mcp/servers/{server.Id}");
}
