using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Sessions;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>Registration, the first step of logging in, logout.</summary>
public sealed class AuthFunctions(AccountRegistry accounts, SessionRegistry sessions, SessionAnswers answers)
{
    /// <summary>Begins a registration.</summary>
    [Function("Auth_Register")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Begins a registration and mails a 6-digit code; there is no account before the code came back.")]
    [Takes(typeof(RegisterRequest))]
    [Gives(201, typeof(RegisterAnswer))]
    public async Task<IResult> Register(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/register")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AuthJson.Default.RegisterRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var (email, password, name) = body.Value;
        var started = await accounts.RegisterAsync(email, password, name, request.ClientAddress(), cancellationToken);
        return started.IsSuccess
            ? Answer.Ok(
                new RegisterAnswer(started.Value.Challenge, started.Value.Methods, started.Value.ExpiresAt),
                AuthJson.Default.RegisterAnswer,
                StatusCodes.Status201Created)
            : Answer.Problem(started.Error);
    }

    /// <summary>The first step of a login.</summary>
    [Function("Auth_Login")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Checks e-mail address and password, then mails a 6-digit code or asks for the authenticator; a password alone opens no session.")]
    [Takes(typeof(LoginRequest))]
    [Gives(200, typeof(LoginAnswer))]
    public async Task<IResult> Login(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/login")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AuthJson.Default.LoginRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var (email, password) = body.Value;
        var started = await accounts.LogInAsync(email, password, request.ClientAddress(), request.Actor(), cancellationToken);
        return started.IsSuccess
            ? Answer.Ok(
                new LoginAnswer(true, started.Value.Challenge, started.Value.Methods, started.Value.IsTotpEnrolled, started.Value.ExpiresAt),
                AuthJson.Default.LoginAnswer)
            : Answer.Problem(started.Error);
    }

    /// <summary>Ends the session.</summary>
    [Function("Auth_Logout")]
    [Access(Access.Session)]
    [OwnAccount]
    [Operation("Ends the session at once, everywhere.")]
    [Gives(200)]
    public async Task<IResult> Logout(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/logout")] HttpRequest request, CancellationToken cancellationToken)
    {
        await sessions.LogOutAsync(request.Caller(), request.Actor(), cancellationToken);
        answers.Forget(request);
        return Answer.Ok();
    }
}
