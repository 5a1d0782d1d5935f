using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Auth;

/// <summary>The caller's sessions.</summary>
public sealed class SessionFunctions(SessionRegistry sessions, SessionAnswers answers)
{
    private const string Name = "sessions";

    /// <summary>Lists them.</summary>
    [Function("Auth_ListSessions")]
    [Access(Access.Session)]
    [OwnAccount]
    [Operation("Lists the caller's open sessions: when and where each began, when it was last used, with what.")]
    [Gives(200, typeof(SessionView), Name = Name, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/sessions")] HttpRequest request, CancellationToken cancellationToken) =>
        Answer.List(Name, await sessions.ListAsync(request.Caller(), cancellationToken), AuthJson.Default.SessionView, nextCursor: null);

    /// <summary>Ends one.</summary>
    [Function("Auth_EndSession")]
    [Access(Access.Session)]
    [OwnAccount]
    [Fresh]
    [Operation("Ends one of the caller's sessions at once, everywhere.")]
    [Gives(200)]
    public async Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/auth/sessions/{id:length(24)}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        Done(await sessions.EndAsync(request.Caller(), id, request.Actor(), cancellationToken));

    /// <summary>Ends the others.</summary>
    [Function("Auth_EndOtherSessions")]
    [Access(Access.Session)]
    [OwnAccount]
    [Fresh]
    [Operation("Ends all of the caller's sessions but this one at once, everywhere.")]
    [Gives(200)]
    public async Task<IResult> EndOthers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/auth/sessions")] HttpRequest request, CancellationToken cancellationToken) =>
        Done(await sessions.EndOthersAsync(request.Caller(), request.Actor(), cancellationToken));

    /// <summary>Ends all of them.</summary>
    [Function("Auth_LogoutEverywhere")]
    [Access(Access.Session)]
    [OwnAccount]
    [Fresh]
    [Operation("Ends all of the caller's sessions at once, everywhere, this one too.")]
    [Gives(200)]
    public async Task<IResult> LogoutEverywhere(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/logout-everywhere")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var ended = await sessions.EndAllAsync(request.Caller().UserId.ToString(), request.Actor(), cancellationToken);
        if (ended.IsSuccess)
        {
            answers.Forget(request);
        }

        return Done(ended);
    }

    /// <summary>The session's CSRF token.</summary>
    [Function("Auth_Csrf")]
    [Access(Access.Session)]
    [OwnAccount]
    [Operation("Gives the token that goes with every change by the session's cookie, in X-CSRF-Token; 404 for a session that is in none.")]
    [Gives(200, typeof(CsrfAnswer))]
    public Task<IResult> Csrf(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/csrf")] HttpRequest request) =>
        Task.FromResult(answers.CsrfOf(request));

    private static IResult Done(Result result) => result.IsSuccess ? Answer.Ok() : Answer.Problem(result.Error);
}
