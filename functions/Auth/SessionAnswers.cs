using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Sessions;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Auth;

/// <summary>
/// The one way in which a session is handed out: its token in the body, or, when a browser asked for it, in a cookie and nowhere else.
/// </summary>
public sealed class SessionAnswers(SessionCookie cookie)
{
    /// <summary>The answer that opens or renews a session.</summary>
    public IResult Of(HttpRequest request, OpenedSession session)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(session);
        var token = session.Token.Reveal();
        if (!session.IsCookie)
        {
            return Answer.Ok(new SessionAnswer(token, session.ExpiresAt, session.User, session.IsTotpEnrolled), AuthJson.Default.SessionAnswer);
        }

        cookie.Keep(request.HttpContext.Response, session);
        return Answer.Ok(
            new SessionAnswer(null, session.ExpiresAt, session.User, session.IsTotpEnrolled, CsrfToken.Of(token)), AuthJson.Default.SessionAnswer);
    }

    /// <summary>The CSRF token of the session that asks; a failure when that is in no cookie.</summary>
    public IResult CsrfOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Caller().IsCookieSession && cookie.TryRead(request.Headers, out var token, out _)
            ? Answer.Ok(new CsrfAnswer(CsrfToken.Of(token)), AuthJson.Default.CsrfAnswer)
            : Answer.Problem(RequestErrors.NotFound("session cookie"));
    }

    /// <summary>Has the browser forget the session and whatever it keeps of us.</summary>
    public void Forget(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var response = request.HttpContext.Response;
        response.Headers["Clear-Site-Data"] = "\"cache\", \"cookies\", \"storage\"";
        if (request.Gate().CookieToken is not null)
        {
            cookie.Forget(response);
        }
    }
}
