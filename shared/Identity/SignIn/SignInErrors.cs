using HiveFlow.Errors;

namespace HiveFlow.Identity.SignIn;

/// <summary>Failures of logging in by an outside provider.</summary>
public static class SignInErrors
{
    /// <summary>The operator has set up no such provider.</summary>
    public static readonly ErrorCode NotConfiguredCode = new("sign_in_not_configured", ErrorKind.NotFound);

    /// <summary>No such visit is under way in this browser.</summary>
    public static readonly ErrorCode OverCode = new("sign_in_over", ErrorKind.Malformed);

    /// <summary>The address has an account that this identity was never linked to.</summary>
    public static readonly ErrorCode NotLinkedCode = new("identity_not_linked", ErrorKind.Forbidden);

    /// <summary>The identity opens another account.</summary>
    public static readonly ErrorCode TakenCode = new("identity_taken", ErrorKind.Conflict);

    /// <summary>The provider names no address that it has proven.</summary>
    public static readonly ErrorCode EmailUnverifiedCode = new("provider_email_unverified", ErrorKind.Forbidden);

    /// <summary>The person said no, or the provider did.</summary>
    public static readonly ErrorCode ProviderRefusedCode = new("provider_refused", ErrorKind.Forbidden);

    /// <summary>What the provider answered cannot be believed.</summary>
    public static readonly ErrorCode ProviderAnswerCode = new("provider_answer_invalid", ErrorKind.Unauthenticated);

    /// <summary>The provider does not answer, or with a failure of its own.</summary>
    public static readonly ErrorCode ProviderAwayCode = new("provider_unavailable", ErrorKind.Unavailable);

    /// <summary>The one-time code is unknown, too old, used, or not this client's.</summary>
    public static readonly ErrorCode CodeInvalidCode = new("sign_in_code_invalid", ErrorKind.Unauthenticated);

    /// <summary>The account is closed to its person.</summary>
    public static readonly ErrorCode AccountClosedCode = new("account_disabled", ErrorKind.Forbidden);

    /// <summary>As many as an account may have.</summary>
    public static readonly ErrorCode TooManyCode = new("identities_too_many", ErrorKind.Conflict);

    /// <summary>404.</summary>
    public static Error NotConfigured(string provider) => Error.Of(
        NotConfiguredCode, $"Logging in with {provider} is not set up here: the operator has configured no client id and secret for it.");

    /// <summary>400.</summary>
    public static Error Over() => Error.Of(
        OverCode, "This login is over, was begun in another browser, or was never begun; begin again.");

    /// <summary>403; says what to do.</summary>
    public static Error NotLinked() => Error.Of(
        NotLinkedCode, "There is an account with this e-mail address that this login is not linked to: log in to it first, then link it.");

    /// <summary>409.</summary>
    public static Error Taken() => Error.Of(TakenCode, "This identity is linked to another account; unlink it there first.");

    /// <summary>403.</summary>
    public static Error EmailUnverified() => Error.Of(
        EmailUnverifiedCode, "The provider names no e-mail address that it has verified; verify it there, then log in again.");

    /// <summary>403.</summary>
    public static Error ProviderRefused() => Error.Of(ProviderRefusedCode, "The login was refused at the provider.");

    /// <summary>401; the detail names what did not hold, never a value.</summary>
    public static Error ProviderAnswer(string because) => Error.Of(ProviderAnswerCode, $"The provider's answer is not accepted: {because}.");

    /// <summary>503.</summary>
    public static Error ProviderAway(string because) =>
        Error.Of(ProviderAwayCode, $"The provider could not be asked: {because}") with { RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>401.</summary>
    public static Error CodeInvalid() => Error.Of(CodeInvalidCode, "The code is unknown, too old, used already, or belongs to another client.");

    /// <summary>403.</summary>
    public static Error AccountClosed() => Error.Of(AccountClosedCode, "This account is disabled.");

    /// <summary>409.</summary>
    public static Error TooMany(int most) => Error.Of(TooManyCode, $"An account is linked to at most {most} identities; unlink one first.");
}
