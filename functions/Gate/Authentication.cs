using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>Finds out who calls, and in which organization and workspace.</summary>
public sealed class Authentication(Authenticator authenticator, SessionCookie cookie)
{
    /// <summary>Sets the request's caller, or says why there is none. Public and anonymous routes have none.</summary>
    internal async ValueTask<Error?> CheckAsync(HttpContext http, GateRequest request)
    {
        if (request.Rule.Access is Access.Public or Access.Anonymous)
        {
            return null;
        }

        var headers = http.Request.Headers;
        if (RequestCredential.Find(headers, out var credential) is { } malformed)
        {
            return malformed;
        }

        if (credential is null)
        {
            if (!cookie.TryRead(headers, out credential, out var several))
            {
                return several ?? GateErrors.CredentialMissing();
            }

            request.CookieToken = credential;
        }

        var asked = headers["X-Organization-Id"] is [{ Length: > 0 } id] ? id : null;
        var result = request.Rule.IsOwnAccount
            ? await authenticator.AuthenticateForOwnAccountAsync(credential, request.ClientAddress, asked, http.RequestAborted)
            : await authenticator.AuthenticateAsync(credential, request.ClientAddress, asked, http.RequestAborted);
        if (!result.IsSuccess)
        {
            return result.Error;
        }

        // A browser's token is good in its cookie alone, and nothing else is good there.
        if (result.Value.IsCookieSession != (request.CookieToken is not null))
        {
            return CredentialErrors.Invalid();
        }

        if (request.CookieToken is { } token && CsrfToken.Check(http.Request, token) is { } forged)
        {
            return forged;
        }

        request.Caller = result.Value;
        return headers["X-Workspace-Id"] is [{ Length: > 0 } workspace] && workspace != result.Value.WorkspaceId.ToString()
            ? GateErrors.WorkspaceForbidden()
            : null;
    }
}
