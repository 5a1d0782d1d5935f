using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Flows;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Mcp.Servers;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Testing;
using HiveFlow.Vault.Credentials.Types;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using CredentialErrors = HiveFlow.Vault.Credentials.CredentialErrors;

namespace HiveFlow.Functions.Credentials;

/// <summary>Credentials: make, find, change, share, try, remove. No answer ever holds a secret.</summary>
public sealed class CredentialFunctions(CredentialRegistry registry, CredentialTester tester, FlowCatalog flows, McpServerRegistry servers)
{
    private const string One = "credential";
    private const string Many = "credentials";
    private const string ById = "api/credentials/{id:length(24)}";

    /// <summary>Lists the types.</summary>
    [Function("Credentials_Types")]
    [Access(Access.Read)]
    [Operation("Lists the types of credentials with the JSON Schema of their data; secret fields are writeOnly.")]
    [Gives(200, typeof(CredentialTypeView), Name = "types", IsList = true)]
    public static IResult Types([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/credentials/types")] HttpRequest request) =>
        Answer.List("types", [.. CredentialTypes.All.Select(CredentialTypeView.Of)], CredentialsApiJson.Default.CredentialTypeView, nextCursor: null);

    /// <summary>Lists credentials.</summary>
    [Function("Credentials_List")]
    [Access(Access.Read)]
    [Operation("Lists the credentials that the caller may see, newest first.")]
    [Query("limit", "Page size, 1 to 200; 50 by default.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(CredentialView), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/credentials")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Error is { } error)
        {
            return Answer.Problem(error);
        }

        var (items, next) = await registry.ListAsync(UserOf(request), limit, cursor, cancellationToken);
        return Answer.List(Many, items, CredentialsApiJson.Default.CredentialView, next);
    }

    /// <summary>Makes one.</summary>
    [Function("Credentials_Create")]
    [Access(Access.Write)]
    [Idempotent]
    [Operation("Makes a credential; what is secret in data is encrypted at once and never given back.")]
    [Takes(typeof(CredentialDraft))]
    [Gives(201, typeof(CredentialView), Name = One)]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/credentials")] HttpRequest request, CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(CredentialsApiJson.Default.CredentialDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        JsonAnswer? answer = null;
        var made = await registry.CreateAsync(
            UserOf(request), draft.Value, request.Actor(), credential => request.Remember(answer = Made(credential)), cancellationToken);
        return made.IsSuccess ? answer! : Answer.Problem(made.Error);
    }

    /// <summary>One.</summary>
    [Function("Credentials_Get")]
    [Access(Access.Read)]
    [Operation("Gets a credential, without its secret.")]
    [Gives(200, typeof(CredentialView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Show(await registry.GetAsync(UserOf(request), id, cancellationToken));

    /// <summary>Changes one.</summary>
    [Function("Credentials_Replace")]
    [Access(Access.Write)]
    [Operation(
        "Changes the named parts of a credential; what is not sent stays, null in data removes a field.",
        Description = "A change of hosts, or of an address in data, needs the secret fields again. With version or If-Match a lost race is refused (409).")]
    [Takes(typeof(CredentialDraft))]
    [Gives(200, typeof(CredentialView), Name = One)]
    public async Task<IResult> Replace(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var draft = await request.ReadJsonAsync(CredentialsApiJson.Default.CredentialDraft, cancellationToken);
        if (!draft.IsSuccess)
        {
            return Answer.Problem(draft.Error);
        }

        var version = IfMatch.Read(request.Headers, draft.Value.Version);
        return version.IsSuccess
            ? Show(await registry.ChangeAsync(
                UserOf(request), id, draft.Value with { Version = version.Value.Version }, request.Actor(), cancellationToken))
            : Answer.Problem(version.Error);
    }

    /// <summary>Removes one.</summary>
    [Function("Credentials_Delete")]
    [Access(Access.Write)]
    [Operation("Removes a credential. One that flows or MCP servers name is kept (409, with their names) unless force is true.")]
    [Query("force", "true removes it although it is named; what uses it next fails there.")]
    [Gives(200)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var isForced = query.Text("force") == "true";
        if (query.Error is { } malformed)
        {
            return Answer.Problem(malformed);
        }

        var version = IfMatch.Read(request.Headers, null);
        if (!version.IsSuccess)
        {
            return Answer.Problem(version.Error);
        }

        var user = UserOf(request);
        var seen = await registry.GetAsync(user, id, cancellationToken);
        if (!seen.IsSuccess)
        {
            return Answer.Problem(seen.Error);
        }

        if (!isForced && await NamedByAsync(user.Tenant, id, cancellationToken) is { Count: > 0 } named)
        {
            return Answer.Problem(CredentialErrors.InUse(named));
        }

        var deleted = await registry.DeleteAsync(user, id, version.Value.Version, request.Actor(), cancellationToken);
        return deleted.IsSuccess ? Answer.Ok() : Answer.Problem(deleted.Error);
    }

    /// <summary>Tries one.</summary>
    [Function("Credentials_Test")]
    [Access(Access.Execute)]
    [Operation("Tries a credential with one real, cheap call to its own server.")]
    [Gives(200, typeof(CredentialTest), Name = "test")]
    public async Task<IResult> Test(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/test")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var test = await tester.TestAsync(UserOf(request), id, request.Actor(), cancellationToken);
        return test.IsSuccess ? Answer.Named("test", test.Value, CredentialsApiJson.Default.CredentialTest) : Answer.Problem(test.Error);
    }

    private async Task<IReadOnlyList<string>> NamedByAsync(Tenant tenant, string id, CancellationToken cancellationToken) =>
    [
        .. (await flows.ByCredentialAsync(tenant, id, cancellationToken)).Select(flow => flow.Name),
        .. await servers.ByCredentialAsync(tenant, id, cancellationToken),
    ];

    internal static CredentialUser UserOf(HttpRequest request) => UserOf(request.Caller());

    private static CredentialUser UserOf(Caller caller) => new(caller.Tenant, caller.UserId.ToString(), Roles.Name(caller.Role));

    private static IResult Show(Result<CredentialView> credential) => credential.IsSuccess
        ? Answer.Named(One, credential.Value, CredentialsApiJson.Default.CredentialView)
        : Answer.Problem(credential.Error);

    private static JsonAnswer Made(CredentialView credential) => Answer.Named(
        One, credential, CredentialsApiJson.Default.CredentialView, status: StatusCodes.Status201Created, location: $"/api/credentials/{credential.Id}");
}
