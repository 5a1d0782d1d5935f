using HiveFlow.Errors;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>Failures around authenticators.</summary>
public static class SecondFactorErrors
{
    /// <summary>The organization wants an authenticator that the person does not have.</summary>
    public static readonly ErrorCode TotpRequiredCode = new("totp_required", ErrorKind.Forbidden);

    /// <summary>There is no authenticator.</summary>
    public static readonly ErrorCode NotEnrolledCode = new("totp_not_enrolled", ErrorKind.Conflict);

    /// <summary>No setup waits for its first code.</summary>
    public static readonly ErrorCode SetupMissingCode = new("totp_setup_missing", ErrorKind.Conflict);

    /// <summary>Somebody else's authenticator that this organization may not reset.</summary>
    public static readonly ErrorCode ResetForbiddenCode = new("totp_reset_forbidden", ErrorKind.Forbidden);

    /// <summary>Too many wrong codes in a row behind one password.</summary>
    public static readonly ErrorCode LockedCode = new("second_factor_locked", ErrorKind.Forbidden);

    /// <summary>403 naming where to enrol.</summary>
    public static Error TotpRequired() => Error.Of(
        TotpRequiredCode, "This organization asks its members for an authenticator app: enrol with POST /api/auth/totp/setup, then repeat.");

    /// <summary>409.</summary>
    public static Error NotEnrolled() => Error.Of(NotEnrolledCode, "There is no authenticator on this account.");

    /// <summary>409.</summary>
    public static Error SetupMissing() => Error.Of(
        SetupMissingCode, "No authenticator waits for its first code; begin with POST /api/auth/totp/setup and enable within 15 minutes.");

    /// <summary>403 with a reason.</summary>
    public static Error ResetForbidden(string reason) => Error.Of(ResetForbiddenCode, reason);

    /// <summary>403.</summary>
    public static Error Locked() => Error.Of(
        LockedCode, "There were too many wrong codes in a row. Somebody may know the password: reset it, then log in with the new one.");
}
