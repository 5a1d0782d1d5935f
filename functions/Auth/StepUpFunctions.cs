using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Challenges;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>A second factor given anew within a session.</summary>
public sealed class StepUpFunctions(StepUp stepUp, SessionAnswers answers)
{
    /// <summary>Asks for it.</summary>
    [Function("Auth_StepUp")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [OwnAccount]
    [Operation("Asks for a second factor anew, for what needs a fresh one: mails a code, or takes one of the authenticator.")]
    [Gives(200, typeof(ChallengeStartedAnswer))]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/step-up")] HttpRequest request, CancellationToken cancellationToken)
    {
        var started = await stepUp.StartAsync(request.Caller(), cancellationToken);
        return started.IsSuccess
            ? Answer.Ok(
                new ChallengeStartedAnswer(started.Value.Challenge, started.Value.Methods, started.Value.ExpiresAt),
                AuthJson.Default.ChallengeStartedAnswer)
            : Answer.Problem(started.Error);
    }

    /// <summary>Takes it.</summary>
    [Function("Auth_VerifyStepUp")]
    [Access(Access.Session)]
    [Limit(LimitClasses.Code)]
    [OwnAccount]
    [Operation("Takes the second factor of a step-up; answers the session's new token, and the one before is over at once.")]
    [Takes(typeof(VerifyCodeRequest))]
    [Gives(200, typeof(SessionAnswer))]
    public async Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/step-up/verify")] HttpRequest request, CancellationToken cancellationToken)
    {
        var answer = await request.ReadCodeAsync(cancellationToken);
        if (!answer.IsSuccess)
        {
            return Answer.Problem(answer.Error);
        }

        var session = await stepUp.VerifyAsync(request.Caller(), answer.Value, request.SessionClient(), request.Actor(), cancellationToken);
        return session.IsSuccess ? answers.Of(request, session.Value) : Answer.Problem(session.Error);
    }
}
