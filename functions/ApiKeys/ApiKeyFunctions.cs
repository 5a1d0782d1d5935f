using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.ApiKeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.ApiKeys;

/// <summary>A person's API keys; no key manages keys.</summary>
public sealed class ApiKeyFunctions(ApiKeyRegistry keys)
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

        var wanted = new NewApiKey(body.Value.Name, body.Value.Permissions, body.Value.ExpiresIn, body.Value.Description);
        var made = await keys.CreateAsync(request.Caller(), wanted, cancellationToken);
        if (!made.IsSuccess)
        {
            return Answer.Problem(made.Error);
        }

        var view = made.Value.View;
        return Answer.Named(
            One,
            new CreatedApiKeyAnswer(
                view.Id, view.Name, made.Value.Key.Reveal(), view.Permissions, view.Description, view.ExpiresAt, view.CreatedAt),
            ApiKeyJson.Default.CreatedApiKeyAnswer,
            status: StatusCodes.Status201Created,
            location: $"/api/auth/api-keys/{view.Id}");
    }

    /// <summary>Ends one.</summary>
    [Function("ApiKeys_Revoke")]
    [Access(Access.Session)]
    [Operation("Revokes an API key, at once.")]
    [Gives(200, typeof(ApiKeyView), Name = One)]
    public async Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/auth/api-keys/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var revoked = await keys.RevokeAsync(request.Caller(), id, cancellationToken);
        return revoked.IsSuccess
            ? Answer.Named(One, revoked.Value, ApiKeyJson.Default.ApiKeyView)
            : Answer.Problem(revoked.Error);
    }
}
