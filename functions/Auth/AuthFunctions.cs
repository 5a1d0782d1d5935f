using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Sessions;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>Registration, login in two steps, logout.</summary>
public sealed class AuthFunctions(AccountRegistry accounts, ChallengeRegistry challenges, SessionRegistry sessions, SessionAnswers answers)
{
    private static readonly string[] Methods = ["email"];

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
                new RegisterAnswer(started.Value.Challenge, Methods, started.Value.ExpiresAt),
                AuthJson.Default.RegisterAnswer,
                StatusCodes.Status201Created)
            : Answer.Problem(started.Error);
    }

    /// <summary>The first step of a login.</summary>
    [Function("Auth_Login")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Login)]
    [Operation("Checks e-mail address and password and mails a 6-digit code; a password alone opens no session.")]
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
        var started = await accounts.LogInAsync(email, password, request.ClientAddress(), cancellationToken);
        return started.IsSuccess
            ? Answer.Ok(new LoginAnswer(true, started.Value.Challenge, Methods, started.Value.ExpiresAt), AuthJson.Default.LoginAnswer)
            : Answer.Problem(started.Error);
    }

    /// <summary>Another code for a challenge.</summary>
    [Function("Auth_SendCode")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Code)]
    [Operation("Mails another code for a challenge, at most every 60 seconds.")]
    [Takes(typeof(SendCodeRequest))]
    [Gives(202)]
    public async Task<IResult> SendCode(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/otp/send")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AuthJson.Default.SendCodeRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var sent = await challenges.SendAsync(body.Value.Challenge, cancellationToken);
        return sent.IsSuccess ? Answer.Ok(StatusCodes.Status202Accepted) : Answer.Problem(sent.Error);
    }

    /// <summary>The second step of a login or registration.</summary>
    [Function("Auth_VerifyCode")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Code)]
    [Operation("Takes a challenge's code and opens a session of at most 24 hours: its token in the answer, or in a cookie with X-Session: cookie.")]
    [Takes(typeof(VerifyCodeRequest))]
    [Gives(200, typeof(SessionAnswer))]
    public async Task<IResult> VerifyCode(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/otp/verify")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AuthJson.Default.VerifyCodeRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var (challenge, code, method) = body.Value;
        if (method != Methods[0])
        {
            return Answer.Problem(RequestErrors.Invalid("method", "method must be email."));
        }

        if (code.Length != 6 || !code.All(char.IsAsciiDigit))
        {
            return Answer.Problem(RequestErrors.Invalid("code", "code must be six digits."));
        }

        var session = await challenges.VerifyAsync(challenge, code, request.SessionClient(), cancellationToken);
        return session.IsSuccess ? answers.Of(request, session.Value) : Answer.Problem(session.Error);
    }

    /// <summary>Ends the session.</summary>
    [Function("Auth_Logout")]
    [Access(Access.Session)]
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
