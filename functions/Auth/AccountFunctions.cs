using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Accounts;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>The end of the caller's account.</summary>
public sealed class AccountFunctions(AccountDeletion deletion, SessionAnswers answers)
{
    /// <summary>Deletes it.</summary>
    [Function("Auth_DeleteAccount")]
    [Access(Access.Session)]
    [OwnAccount]
    [Fresh]
    [Limit(LimitClasses.Costly)]
    [Operation(
        "Deletes the caller's account, their personal organization and those that nobody else is in.",
        Description = "Needs the present password, where there is one. Refused as `last_owner` while others are in an organization that would be left without an owner. Sessions and keys end at once; what was owned is removed in the background; the audit log stays.")]
    [Takes(typeof(DeleteAccountRequest))]
    [Gives(200)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/delete-account")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AccountJson.Default.DeleteAccountRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var deleted = await deletion.DeleteAsync(request.Caller(), body.Value.CurrentPassword, request.Actor(), cancellationToken);
        if (!deleted.IsSuccess)
        {
            return Answer.Problem(deleted.Error);
        }

        answers.Forget(request);
        return Answer.Ok();
    }
}
