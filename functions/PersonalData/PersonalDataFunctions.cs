using System.Text.Json.Nodes;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.PersonalData;
using HiveFlow.Metering.Limits;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.PersonalData;

/// <summary>What is kept about people: given to them, and erased, by themselves or by an operator whom they asked.</summary>
public sealed class PersonalDataFunctions(PersonalRecords records, PersonalDataSources sources, AccountDeletion deletion, AuditLog audit)
{
    private const string User = "api/operator/users/{id:length(24)}";

    /// <summary>Gives the caller theirs.</summary>
    [Function("Auth_Export")]
    [Access(Access.Session)]
    [OwnAccount]
    [Fresh]
    [Limit(LimitClasses.Costly)]
    [Operation(
        "Streams all that is kept about the caller, and the flows of organizations that nobody else is in, as a JSON file.",
        Description = "Account, sessions, API keys, outside identities, memberships and the caller's own acts; of organizations that nobody else is in also flows (as /flows/import takes them) and the lists of credentials and files. No secret is in it.")]
    [Gives(200, typeof(JsonObject), ContentType = "application/json")]
    public Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/export")] HttpRequest request, CancellationToken cancellationToken) =>
        ExportAsync(request, request.Caller().UserId.ToString(), cancellationToken);

    /// <summary>Gives a person's to an operator.</summary>
    [Function("Operator_ExportUser")]
    [Access(Access.Operator)]
    [Fresh]
    [Limit(LimitClasses.Costly)]
    [Operation("Streams all that is kept about a person, as they would get it themselves.")]
    [Gives(200, typeof(JsonObject), ContentType = "application/json")]
    public Task<IResult> ExportUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = User + "/export")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        ExportAsync(request, id, cancellationToken);

    /// <summary>Erases a person.</summary>
    [Function("Operator_EraseUser")]
    [Access(Access.Operator)]
    [Fresh]
    [Operation(
        "Deletes a person's account as they would themselves: at once, what they owned in the background.",
        Description = "Refused as `last_owner` while others are in an organization that would be left without an owner.")]
    [Gives(200)]
    public async Task<IResult> EraseUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = User)] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var erased = await deletion.EraseAsync(request.Caller(), id, request.Actor(), cancellationToken);
        return erased.IsSuccess ? Answer.Ok() : Answer.Problem(erased.Error);
    }

    private async Task<IResult> ExportAsync(HttpRequest request, string userId, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(userId, cancellationToken) is not { } record)
        {
            return Answer.Problem(RequestErrors.NotFound("user"));
        }

        await audit.RecordAsync(
            new AuditAct("account.exported", request.Actor(), Tenant.System) { TargetType = "account", TargetId = userId, SubjectUserId = userId },
            cancellationToken);
        return new PersonalDataFile(record, sources);
    }
}
