using HiveFlow.Errors;

namespace HiveFlow.Functions.Gate;

/// <summary>What the gate itself refuses.</summary>
public static class GateErrors
{
    /// <summary>A protected route without a credential.</summary>
    public static readonly ErrorCode CredentialMissingCode = new("credential_missing", ErrorKind.Unauthenticated);

    /// <summary>A browser page of an origin that is not ours and not allowed.</summary>
    public static readonly ErrorCode OriginForbiddenCode = new("origin_forbidden", ErrorKind.Forbidden);

    /// <summary>Plain HTTP in production.</summary>
    public static readonly ErrorCode HttpsRequiredCode = new("https_required", ErrorKind.Forbidden);

    /// <summary>A page asked for by plain HTTP in production.</summary>
    public static readonly ErrorCode MovedToHttpsCode = new("moved_to_https", ErrorKind.Moved);

    /// <summary>The key lacks a scope.</summary>
    public static readonly ErrorCode ScopeMissingCode = new("scope_missing", ErrorKind.Forbidden);

    /// <summary>The person's role does not suffice.</summary>
    public static readonly ErrorCode RoleMissingCode = new("role_missing", ErrorKind.Forbidden);

    /// <summary>Only a person's session may do this, no key.</summary>
    public static readonly ErrorCode SessionRequiredCode = new("session_required", ErrorKind.Forbidden);

    /// <summary>A second factor was not given, or too long ago.</summary>
    public static readonly ErrorCode FreshFactorRequiredCode = new("fresh_factor_required", ErrorKind.Forbidden);

    /// <summary>Only an operator of this installation may do this.</summary>
    public static readonly ErrorCode OperatorRequiredCode = new("operator_required", ErrorKind.Forbidden);

    /// <summary>A workspace that is not the organization's own.</summary>
    public static readonly ErrorCode WorkspaceForbiddenCode = new("workspace_forbidden", ErrorKind.Forbidden);

    /// <summary>The key is bound to flows, and this is about more than one of them.</summary>
    public static readonly ErrorCode KeyBoundToFlowsCode = new("key_bound_to_flows", ErrorKind.Forbidden);

    /// <summary>A change by the session's cookie without the session's CSRF token.</summary>
    public static readonly ErrorCode CsrfFailedCode = new("csrf_failed", ErrorKind.Forbidden);

    /// <summary>A body over its limit.</summary>
    public static readonly ErrorCode BodyTooLargeCode = new("body_too_large", ErrorKind.TooLarge);

    /// <summary>A body of a type that is not taken.</summary>
    public static readonly ErrorCode MediaTypeCode = new("unsupported_media_type", ErrorKind.UnsupportedMedia);

    /// <summary>The route is there, the method is not.</summary>
    public static readonly ErrorCode MethodNotAllowedCode = new("method_not_allowed", ErrorKind.MethodNotAllowed);

    /// <summary>One request too many.</summary>
    public static readonly ErrorCode RateLimitedCode = new("rate_limited", ErrorKind.RateLimited);

    /// <summary>Redis is away, and without it nothing is started.</summary>
    public static readonly ErrorCode StartsPausedCode = new("starts_paused", ErrorKind.Unavailable);

    /// <summary>The first request with this Idempotency-Key is still being worked on.</summary>
    public static readonly ErrorCode RepeatInProgressCode = new("idempotency_in_progress", ErrorKind.Conflict);

    /// <summary>401.</summary>
    public static Error CredentialMissing() => Error.Of(
        CredentialMissingCode, "This needs a credential: Authorization: Bearer with a session token or an API key, or x-api-key.");

    /// <summary>403.</summary>
    public static Error OriginForbidden() => Error.Of(OriginForbiddenCode, "Pages of this origin may not call the API.");

    /// <summary>403; a credential that came this way has been seen by the network.</summary>
    public static Error HttpsRequired() => Error.Of(
        HttpsRequiredCode, "This service takes https only; a credential sent without it should be replaced.");

    /// <summary>308; the Location header names the page.</summary>
    public static Error MovedToHttps() => Error.Of(MovedToHttpsCode, "This page is to be had by https.");

    /// <summary>403 naming the scope.</summary>
    public static Error ScopeMissing(string scope) => Error.Of(ScopeMissingCode, $"This needs an API key with the scope {scope}.");

    /// <summary>403 naming the role.</summary>
    public static Error RoleMissing(string role) => Error.Of(RoleMissingCode, $"This needs the role {role} or above in the organization.");

    /// <summary>403.</summary>
    public static Error SessionRequired() => Error.Of(
        SessionRequiredCode, "This takes a person who is logged in; an API key may never do it.");

    /// <summary>403; the answer says what to do.</summary>
    public static Error FreshFactorRequired() => Error.Of(
        FreshFactorRequiredCode, "This needs a second factor given in the last five minutes: POST /api/auth/step-up, then repeat.");

    /// <summary>403.</summary>
    public static Error OperatorRequired() => Error.Of(OperatorRequiredCode, "This takes an operator of this HiveFlow installation who has logged in with an authenticator.");

    /// <summary>403.</summary>
    public static Error WorkspaceForbidden() => Error.Of(
        WorkspaceForbiddenCode, "X-Workspace-Id must be empty or the organization's default workspace.");

    /// <summary>403.</summary>
    public static Error CsrfFailed() => Error.Of(
        CsrfFailedCode, "A change by the session's cookie needs the session's CSRF token in the header X-CSRF-Token.");

    /// <summary>413 naming the limit.</summary>
    public static Error BodyTooLarge(long maxBytes) => Error.Of(BodyTooLargeCode, $"The body is over the limit of {maxBytes} bytes.");

    /// <summary>415.</summary>
    public static Error MediaType() => Error.Of(MediaTypeCode, "The body must be application/json in UTF-8, without a content encoding.");

    /// <summary>415 on a route that takes something other than JSON.</summary>
    /// <param name="wanted">The media type that is taken.</param>
    public static Error MediaType(string wanted) => Error.Of(MediaTypeCode, $"The body must be {wanted}, without a content encoding.");

    /// <summary>429 naming the limit.</summary>
    /// <param name="limit">The name of its policy.</param>
    /// <param name="wait">When the same request would be let through.</param>
    public static Error RateLimited(string limit, TimeSpan wait) => Error.Of(
        RateLimitedCode, $"There are too many requests; the limit '{limit}' lets the next one through in a moment.") with
    {
        RetryAfter = wait,
    };

    /// <summary>503; nothing was started and nothing charged.</summary>
    public static Error StartsPaused() => Error.Of(
        StartsPausedCode, "Nothing can be started at the moment, and nothing was charged; reading works. Try again.") with
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>409; the answer will be there soon.</summary>
    public static Error RepeatInProgress() => Error.Of(
        RepeatInProgressCode, "The first request with this Idempotency-Key is still being worked on; repeat it in a moment.") with
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>405; the Allow header names the methods.</summary>
    public static Error MethodNotAllowed(string allowed) => Error.Of(MethodNotAllowedCode, $"This route takes {allowed} only.");

    /// <summary>403.</summary>
    public static Error KeyBoundToFlows() =>
        Error.Of(KeyBoundToFlowsCode, "This API key is bound to certain flows and may not be used for anything else.");
}
