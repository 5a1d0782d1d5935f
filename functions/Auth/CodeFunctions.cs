using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Challenges;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>The second step of a login or registration.</summary>
public sealed class CodeFunctions(ChallengeRegistry challenges, SessionAnswers answers)
{
    /// <summary>Another code for a challenge.</summary>
    [Function("Auth_SendCode")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Code)]
    [Operation("Mails another code for a challenge, at most every 60 seconds.")]
    [Takes(typeof(SendCodeRequest))]
    [Gives(202)]
    public async Task<IResult> Send(
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

    /// <summary>Takes the code.</summary>
    [Function("Auth_VerifyCode")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Code)]
    [Operation("Takes a challenge's code (mailed, of the authenticator, or a recovery code) and opens a session of at most 24 hours: its token in the answer, or in a cookie with X-Session: cookie.")]
    [Takes(typeof(VerifyCodeRequest))]
    [Gives(200, typeof(SessionAnswer))]
    public async Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/otp/verify")] HttpRequest request, CancellationToken cancellationToken)
    {
        var answer = await request.ReadCodeAsync(cancellationToken);
        if (!answer.IsSuccess)
        {
            return Answer.Problem(answer.Error);
        }

        var session = await challenges.VerifyAsync(answer.Value, request.SessionClient(), request.Actor(), cancellationToken);
        return session.IsSuccess ? answers.Of(request, session.Value) : Answer.Problem(session.Error);
    }
}
