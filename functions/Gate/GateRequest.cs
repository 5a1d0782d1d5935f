using System.Net;
using HiveFlow.Identity.Callers;

namespace HiveFlow.Functions.Gate;

/// <summary>What the gate knows of one request; travels in the request's features, because async locals do not reach functions.</summary>
internal sealed class GateRequest(FunctionRule rule, string requestId)
{
    /// <summary>The rule of the function that was matched.</summary>
    public FunctionRule Rule { get; } = rule;

    /// <summary>The value of X-Request-Id.</summary>
    public string RequestId { get; } = requestId;

    /// <summary>The client's address; null when the server knows none.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>Whether the client came by https, to us or to a proxy that we trust.</summary>
    public bool IsHttps { get; init; }

    /// <summary>Whose page it comes from; set by the check of origins.</summary>
    public OriginStanding Origin { get; set; }

    /// <summary>Whose origin it is: the ids of the organizations that have proven it; null but for a verified one.</summary>
    public IReadOnlySet<string>? OriginOwners { get; set; }

    /// <summary>What it is told of limits; set when it was counted.</summary>
    public RateLimitHeaders? Limited { get; set; }

    /// <summary>The request's turn under its Idempotency-Key; null without one.</summary>
    public IdempotentTurn? Turn { get; set; }

    /// <summary>What the same request was answered before under its Idempotency-Key, where the function repeats it itself; null otherwise.</summary>
    public JsonAnswer? First { get; set; }

    /// <summary>Who calls; null on public and anonymous routes.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The session's token, when it came in the cookie; null for every other credential.</summary>
    public string? CookieToken { get; set; }
}
