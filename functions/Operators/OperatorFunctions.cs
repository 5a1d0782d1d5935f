using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Operators;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Operators;

/// <summary>What operators alone do.</summary>
public sealed class OperatorFunctions(OperatorRegistry registry)
{
    private const string User = "api/operator/users/{id:length(24)}";
    private const string Organization = "api/operator/organizations/{id:length(24)}";

    /// <summary>Shuts a person out.</summary>
    [Function("Operator_DisableUser")]
    [Access(Access.Operator)]
    [Fresh]
    [Operation("Shuts a person out: their sessions end at once and their keys open nothing.")]
    [Gives(200)]
    public Task<IResult> DisableUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = User + "/disable")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        DoneAsync(registry.SetUserAsync(request.Caller(), id, isDisabled: true, request.Actor(), cancellationToken));

    /// <summary>Lets a person in again.</summary>
    [Function("Operator_EnableUser")]
    [Access(Access.Operator)]
    [Fresh]
    [Operation("Lets a person in again who was shut out; they log in anew.")]
    [Gives(200)]
    public Task<IResult> EnableUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = User + "/enable")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        DoneAsync(registry.SetUserAsync(request.Caller(), id, isDisabled: false, request.Actor(), cancellationToken));

    /// <summary>Closes an organization.</summary>
    [Function("Operator_DisableOrganization")]
    [Access(Access.Operator)]
    [Fresh]
    [Operation("Closes an organization: nobody acts in it, by session or key, until it is opened again.")]
    [Gives(200)]
    public Task<IResult> DisableOrganization(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Organization + "/disable")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        DoneAsync(registry.SetOrganizationAsync(id, isDisabled: true, request.Actor(), cancellationToken));

    /// <summary>Opens an organization again.</summary>
    [Function("Operator_EnableOrganization")]
    [Access(Access.Operator)]
    [Fresh]
    [Operation("Opens an organization again that was closed.")]
    [Gives(200)]
    public Task<IResult> EnableOrganization(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Organization + "/enable")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        DoneAsync(registry.SetOrganizationAsync(id, isDisabled: false, request.Actor(), cancellationToken));

    private static async Task<IResult> DoneAsync(Task<Result> act)
    {
        var done = await act;
        return done.IsSuccess ? Answer.Ok() : Answer.Problem(done.Error);
    }
}
