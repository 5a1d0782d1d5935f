using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Origins;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Origins;

/// <summary>The origins whose pages may call the API with the organization's credentials.</summary>
public sealed class OriginFunctions(OrganizationOrigins origins)
{
    private const string One = "origin";
    private const string Many = "origins";
    private const string ById = "api/origins/{id:length(24)}";

    /// <summary>Lists them.</summary>
    [Function("Origins_List")]
    [Access(Access.Admin)]
    [Operation("Lists the organization's origins, each with the two ways to prove it.")]
    [Gives(200, typeof(OriginView), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/origins")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer.List(Many, await origins.ListAsync(request.Caller(), cancellationToken), OriginJson.Default.OriginView, nextCursor: null);

    /// <summary>Names one.</summary>
    [Function("Origins_Create")]
    [Access(Access.Admin)]
    [Idempotent]
    [Operation("Names an origin; the answer says what proves it: a TXT record, or a file that it serves. Naming it again gives the same.")]
    [Takes(typeof(OriginRequest))]
    [Gives(201, typeof(OriginView), Name = One)]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/origins")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OriginJson.Default.OriginRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        JsonAnswer? answer = null;
        var added = await origins.AddAsync(
            request.Caller(), body.Value.Origin, request.Actor(), origin => request.Remember(answer = Made(origin)), cancellationToken);
        return added.IsSuccess ? answer ?? Made(added.Value) : Answer.Problem(added.Error);
    }

    /// <summary>Verifies one.</summary>
    [Function("Origins_Verify")]
    [Access(Access.Admin)]
    [Limit(LimitClasses.Costly)]
    [Operation("Looks for an origin's proof now; its pages are let in from then on.")]
    [Gives(200, typeof(OriginView), Name = One)]
    public async Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ById + "/verify")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Show(await origins.VerifyAsync(request.Caller(), id, request.Actor(), cancellationToken));

    /// <summary>Removes one.</summary>
    [Function("Origins_Remove")]
    [Access(Access.Admin)]
    [Operation("Removes an origin; its pages are let in no more.")]
    [Gives(200, typeof(OriginView), Name = One)]
    public async Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = ById)] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Show(await origins.RemoveAsync(request.Caller(), id, request.Actor(), cancellationToken));

    private static JsonAnswer Made(OriginView origin) =>
        Answer.Named(One, origin, OriginJson.Default.OriginView, status: StatusCodes.Status201Created);

    private static IResult Show(Result<OriginView> origin) => origin.IsSuccess
        ? Answer.Named(One, origin.Value, OriginJson.Default.OriginView)
        : Answer.Problem(origin.Error);
}
