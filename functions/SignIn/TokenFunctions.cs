using HiveFlow.Functions.Auth;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.SignIn;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.SignIn;

/// <summary>Trades one-time codes.</summary>
public sealed class TokenFunctions(SignInTrade trade, SessionAnswers answers)
{
    /// <summary>A session for a code.</summary>
    [Function("Auth_Token")]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Code)]
    [Operation(
        "Trades a one-time code and its verifier for a session.",
        Description = "An account with an authenticator gets `mfaRequired: true` and a `challenge` instead, as after a password. A second use of a code ends the session that it gave.")]
    [Takes(typeof(TradeCodeRequest))]
    [Gives(200, typeof(SessionAnswer))]
    public async Task<IResult> Trade(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/token")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(SignInJson.Default.TradeCodeRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var traded = await trade.TradeAsync(body.Value.Code, body.Value.CodeVerifier, request.SessionClient(), request.Actor(), cancellationToken);
        return traded switch
        {
            { IsSuccess: false } => Answer.Problem(traded.Error),
            { Value.Session: { } session } => answers.Of(request, session),
            { Value.Challenge: { } challenge } => Answer.Ok(
                new LoginAnswer(true, challenge.Challenge, challenge.Methods, challenge.IsTotpEnrolled, challenge.ExpiresAt),
                AuthJson.Default.LoginAnswer),
            _ => throw new InvalidOperationException("A trade gives a session or a challenge."),
        };
    }
}
