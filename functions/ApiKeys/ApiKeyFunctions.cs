using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.ApiKeys;

/// <summary>A person's API keys; no key manages keys.</summary>
public sealed class ApiKeyFunctions(ApiKeyRegistry keys, ApiKeyEditor editor, FlowCatalog flows)
{
    private const string One = "apiKey";
    private const string Many = "apiKeys";

    /// <summary>Lists them.</summary>
    [Function("ApiKeys_List")]
    [Access(Access.Session)]
    [Operation("Lists the caller's API keys, the newest first, without their secrets.")]
    [Query("limit", "Page size, 1 to 200; 50 unless given.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(ApiKeyView), Name = Many, IsList = true, AlsoAsData = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/api-keys")] HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (limit, cursor) = (parameters.Limit(), parameters.Cursor());
        if (parameters.Error is { } fault)
        {
            return Answer.Problem(fault);
        }

        var (page, nextCursor) = await keys.ListAsync(request.Caller(), limit, cursor, cancellationToken);
        return Answer.List(Many, page, ApiKeyJson.Default.ApiKeyView, nextCursor, alsoAsData: true);
    }

    /// <summary>Makes one.</summary>
    [Function("ApiKeys_Create")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Costly)]
    [Idempotent(Secret = "apiKey.key")]
    [Operation("Makes an API key; its text is in this answer and nowhere else.")]
    [Takes(typeof(CreateApiKeyRequest))]
    [Gives(201, typeof(CreatedApiKeyAnswer), Name = One)]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/api-keys")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(ApiKeyJson.Default.CreateApiKeyRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var caller = request.Caller();
        var wanted = new NewApiKey(
            body.Value.Name, body.Value.Permissions, body.Value.ExpiresIn, body.Value.Description, body.Value.FlowIds, body.Value.IpRanges);
        if (await KeyFlows.CheckAsync(flows, caller.Tenant, wanted.FlowIds, cancellationToken) is { } fault)
        {
            return Answer.Problem(fault);
        }

        JsonAnswer? answer = null;
        var made = await keys.CreateAsync(
            caller, request.Actor(), wanted, key => request.Remember(answer = Made(key)), cancellationToken);
        return made.IsSuccess ? answer! : Answer.Problem(made.Error);
    }

    /// <summary>Shows one.</summary>
    [Function("ApiKeys_Get")]
    [Access(Access.Session)]
    [Operation("Shows one of the caller's API keys, without its secret.")]
    [Gives(200, typeof(ApiKeyView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/api-keys/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        Show(await keys.GetAsync(request.Caller(), id, cancellationToken));

    /// <summary>Changes one.</summary>
    [Function("ApiKeys_Change")]
    [Access(Access.Session)]
    [Operation("Changes an API key's name, description, flows or address ranges, effective at once.")]
    [Takes(typeof(ChangeApiKeyRequest))]
    [Gives(200, typeof(ApiKeyView), Name = One)]
    public async Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/auth/api-keys/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(ApiKeyJson.Default.ChangeApiKeyRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var (caller, wanted) = (request.Caller(), body.Value);
        if (await KeyFlows.CheckAsync(flows, caller.Tenant, wanted.FlowIds, cancellationToken) is { } fault)
        {
            return Answer.Problem(fault);
        }

        var change = new ApiKeyChange(wanted.Name, wanted.Description, wanted.FlowIds, wanted.AnyFlow, wanted.IpRanges, wanted.AnyAddress);
        return Show(await editor.ChangeAsync(caller, request.Actor(), id, change, cancellationToken));
    }

    /// <summary>Gives one a new secret.</summary>
    [Function("ApiKeys_Rotate")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Costly)]
    [Idempotent(Secret = "apiKey.key")]
    [Operation("Gives an API key a new secret, which is in this answer and nowhere else; the former one works until the overlap is over.")]
    [Takes(typeof(RotateApiKeyRequest))]
    [Gives(200, typeof(CreatedApiKeyAnswer), Name = One)]
    public async Task<IResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/api-keys/{id}/rotate")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(ApiKeyJson.Default.RotateApiKeyRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var rotated = await editor.RotateAsync(request.Caller(), request.Actor(), id, body.Value.Overlap, cancellationToken);
        return rotated.IsSuccess ? Show(rotated.Value, StatusCodes.Status200OK, location: null) : Answer.Problem(rotated.Error);
    }

    /// <summary>Ends one.</summary>
    [Function("ApiKeys_Revoke")]
    [Access(Access.Session)]
    [Operation("Revokes an API key, at once.")]
    [Gives(200, typeof(ApiKeyView), Name = One)]
    public async Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/auth/api-keys/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        Show(await keys.RevokeAsync(request.Caller(), request.Actor(), id, cancellationToken));

    private static IResult Show(Result<ApiKeyView> key) =>
        key.IsSuccess ? Answer.Named(One, key.Value, ApiKeyJson.Default.ApiKeyView) : Answer.Problem(key.Error);

    private static JsonAnswer Made(CreatedApiKey key) => Show(key, StatusCodes.Status201Created, $"/api/auth/api-keys/{key.View.Id}");

    private static JsonAnswer Show(CreatedApiKey made, int status, string? location) =>
        Answer.Named(One, CreatedApiKeyAnswer.Of(made), ApiKeyJson.Default.CreatedApiKeyAnswer, status: status, location: location);
}
