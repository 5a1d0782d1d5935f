using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Accounts;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>The address of the caller's account.</summary>
public sealed class EmailFunctions(AccountEmails emails)
{
    /// <summary>Mails a code to another one.</summary>
    [Function("Auth_ChangeEmail")]
    [Access(Access.Session)]
    [Fresh]
    [Limit(LimitClasses.Code)]
    [Operation("Mails a code to another address for the caller's account; nothing changes before it came back.")]
    [Takes(typeof(ChangeEmailRequest))]
    [Gives(202)]
    public async Task<IResult> Begin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/change-email")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AccountJson.Default.ChangeEmailRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var begun = await emails.BeginAsync(request.Caller(), body.Value.Email, request.Actor(), cancellationToken);
        return begun.IsSuccess ? Answer.Ok(StatusCodes.Status202Accepted) : Answer.Problem(begun.Error);
    }

    /// <summary>Takes that code.</summary>
    [Function("Auth_ConfirmEmail")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [Operation("Makes the new address the account's by the code that came to it, tells the old one, and ends the caller's other sessions.")]
    [Takes(typeof(ConfirmEmailRequest))]
    [Gives(200, typeof(Profile), Name = "profile")]
    public async Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/change-email/confirm")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AccountJson.Default.ConfirmEmailRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var changed = await emails.ConfirmAsync(request.Caller(), body.Value.Code, request.Actor(), cancellationToken);
        return changed.IsSuccess ? Answer.Named("profile", changed.Value, AccountJson.Default.Profile) : Answer.Problem(changed.Error);
    }
}
