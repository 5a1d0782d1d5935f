using System.Net;
using HiveFlow.Audit;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Sessions;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>What functions ask the gate about their request.</summary>
public static class GateRequestExtensions
{
    private const string SessionHeader = "X-Session";

    /// <summary>Who calls.</summary>
    /// <exception cref="InvalidOperationException">The function is public or anonymous: it has no caller.</exception>
    public static Caller Caller(this HttpRequest request) =>
        request.Gate().Caller ?? throw new InvalidOperationException("A public or anonymous function has no caller.");

    /// <summary>Who acts, and from where, as the audit log takes it; anonymous where nobody has logged in.</summary>
    public static AuditActor Actor(this HttpRequest request)
    {
        var gate = request.Gate();
        var address = gate.ClientAddress?.ToString();
        return gate.Caller is { } caller
            ? new AuditActor
            {
                UserId = caller.UserId.ToString(),
                KeyId = caller.KeyId,
                Name = caller.Email,
                Address = address,
                RequestId = gate.RequestId,
            }
            : AuditActor.Anonymous(address, gate.RequestId);
    }

    /// <summary>
    /// The client's address, behind the proxies that <c>HiveFlow:Gate:TrustedProxies</c> lists and no other; null when the server knows
    /// none. The one place to ask for it.
    /// </summary>
    public static IPAddress? ClientAddress(this HttpRequest request) => request.Gate().ClientAddress;

    /// <summary>
    /// With what a session would be used that this request opens. <c>X-Session: cookie</c> asks for a browser's session, whose token
    /// goes into a cookie and is in no answer.
    /// </summary>
    public static SessionClient SessionClient(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var headers = request.Headers;
        var wish = headers[SessionHeader];
        return new SessionClient(
            request.ClientAddress()?.ToString(),
            headers.UserAgent.ToString(),
            wish.Count == 1 && string.Equals(wish[0], "cookie", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// The writes by which the answer is remembered under the request's Idempotency-Key; none without a key. They belong into the atomic
    /// write that makes what the answer tells of, so that no crash leaves the one without the other, and a request that took too long
    /// and was taken over makes nothing.
    /// </summary>
    public static IReadOnlyList<DocumentWrite> Remember(this HttpRequest request, JsonAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (request.Gate().Turn is not { } turn)
        {
            return [];
        }

        turn.Joined = answer;
        return [FirstAnswers.Remembering(turn, answer)];
    }

    /// <summary>
    /// What the same request was answered before under its Idempotency-Key, without its secrets; null where it is new. Only for functions that are
    /// marked <see cref="IdempotentAttribute.IsRepeatedByFunction"/>, which make nothing then.
    /// </summary>
    public static JsonAnswer? FirstAnswer(this HttpRequest request) => request.Gate().First;

    /// <summary>The gate's knowledge of the request.</summary>
    /// <exception cref="InvalidOperationException">The request did not come through the gate.</exception>
    internal static GateRequest Gate(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.HttpContext.Features.Get<GateRequest>()
            ?? throw new InvalidOperationException("The request did not come through the gate.");
    }
}
