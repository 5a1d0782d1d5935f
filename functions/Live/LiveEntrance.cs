using System.Net;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Callers;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Live;

/// <summary>
/// Finds out who is at the other end of a live connection: by the token of its first message, or by the browser's cookie for pages of our
/// own origins. Asked again while the connection lasts.
/// </summary>
public sealed class LiveEntrance(Authenticator authenticator, SessionCookie cookie)
{
    /// <summary>The caller, or the close code that says why there is none.</summary>
    internal async Task<(Caller? Caller, int Fault)> AdmitAsync(HttpContext http, LiveMessage auth, CancellationToken cancellationToken)
    {
        var gate = http.Request.Gate();
        var token = auth.Token;
        var isCookie = false;
        if (token is null)
        {
            // A browser adds its cookie whatever page connects: only our own pages may have come by it.
            isCookie = gate.Origin == OriginStanding.Listed && cookie.TryRead(http.Request.Headers, out token, out _);
        }

        if (string.IsNullOrEmpty(token))
        {
            return (null, LiveCodes.Unauthenticated);
        }

        var result = await authenticator.AuthenticateAsync(token, gate.ClientAddress, auth.OrganizationId, cancellationToken);
        if (!result.IsSuccess || result.Value.IsCookieSession != isCookie)
        {
            return (null, LiveCodes.Unauthenticated);
        }

        gate.Caller = result.Value;
        return CrossOrigin.OwnerOf(gate) && AccessRules.Check(Access.Read, result.Value) is null ? (result.Value, 0) : (null, LiveCodes.Forbidden);
    }

    /// <summary>The caller with a token that came through another's connection, or why there is none; a browser's cookie does not come so.</summary>
    internal async Task<(Caller? Caller, int Fault)> AdmitAsync(
        string token, IPAddress? address, string? organizationId, CancellationToken cancellationToken)
    {
        var result = await authenticator.AuthenticateAsync(token, address, organizationId, cancellationToken);
        return Decide(result.IsSuccess && !result.Value.IsCookieSession ? result.Value : null);
    }

    /// <summary>The same for a credential that was checked before.</summary>
    internal async Task<(Caller? Caller, int Fault)> AdmitAgainAsync(CredentialReference reference, IPAddress? address, CancellationToken cancellationToken)
    {
        var result = await authenticator.CheckAgainAsync(reference, address, cancellationToken);
        return Decide(result.IsSuccess ? result.Value : null);
    }

    private static (Caller? Caller, int Fault) Decide(Caller? caller) =>
        caller is null ? (null, LiveCodes.Unauthenticated)
        : AccessRules.Check(Access.Read, caller) is null ? (caller, 0)
        : (null, LiveCodes.Forbidden);
}
