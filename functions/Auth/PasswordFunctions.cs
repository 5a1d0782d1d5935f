using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Accounts;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>New passwords.</summary>
public sealed class PasswordFunctions(AccountPasswords passwords)
{
    /// <summary>Mails a code to whoever forgot theirs.</summary>
    [Function("Auth_ForgotPassword")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Mails a code that sets a new password; the answer does not tell whether the address has an account.")]
    [Takes(typeof(ForgotPasswordRequest))]
    [Gives(202)]
    public async Task<IResult> Forgot(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/forgot-password")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AccountJson.Default.ForgotPasswordRequest, cancellationToken);
        return body.IsSuccess
            ? Done(
                await passwords.ForgetAsync(body.Value.Email, request.ClientAddress(), request.Actor(), cancellationToken),
                StatusCodes.Status202Accepted)
            : Answer.Problem(body.Error);
    }

    /// <summary>Sets a new one by that code.</summary>
    [Function("Auth_ResetPassword")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Code)]
    [Operation("Sets a new password by a mailed code and ends all sessions; it opens none, so that no second factor is skipped.")]
    [Takes(typeof(ResetPasswordRequest))]
    [Gives(200)]
    public async Task<IResult> Reset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/reset-password")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AccountJson.Default.ResetPasswordRequest, cancellationToken);
        return body.IsSuccess
            ? Done(await passwords.ResetAsync(body.Value.Email, body.Value.Code, body.Value.Password, request.Actor(), cancellationToken))
            : Answer.Problem(body.Error);
    }

    /// <summary>Changes the caller's.</summary>
    [Function("Auth_ChangePassword")]
    [Access(Access.Session)]
    [Fresh]
    [Limit(LimitClasses.Costly)]
    [Operation("Changes the caller's password and ends their other sessions; needs the present password.")]
    [Takes(typeof(ChangePasswordRequest))]
    [Gives(200)]
    public async Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/change-password")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AccountJson.Default.ChangePasswordRequest, cancellationToken);
        return body.IsSuccess
            ? Done(await passwords.ChangeAsync(
                request.Caller(), body.Value.CurrentPassword, body.Value.NewPassword, request.Actor(), cancellationToken))
            : Answer.Problem(body.Error);
    }

    private static IResult Done(Result result, int status = StatusCodes.Status200OK) =>
        result.IsSuccess ? Answer.Ok(status) : Answer.Problem(result.Error);
}
