using HiveFlow.Errors;

namespace HiveFlow.Identity.Accounts;

/// <summary>Failures of logging in; none of them tells whether an address has an account.</summary>
public static class AccountErrors
{
    /// <summary>Address and password do not go together.</summary>
    public static readonly ErrorCode CredentialsWrongCode = new("login_failed", ErrorKind.Unauthenticated);

    /// <summary>Too many tries for now.</summary>
    public static readonly ErrorCode TooManyTriesCode = new("too_many_tries", ErrorKind.RateLimited);

    /// <summary>Somebody who is logged in gave a password that is not theirs.</summary>
    public static readonly ErrorCode PasswordWrongCode = new("password_wrong", ErrorKind.Forbidden);

    /// <summary>403.</summary>
    public static Error PasswordWrong() => Error.Of(PasswordWrongCode, "The present password is not right.");

    /// <summary>401.</summary>
    public static Error CredentialsWrong() => Error.Of(CredentialsWrongCode, "The e-mail address or the password is not right.");

    /// <summary>429 with the time to wait.</summary>
    public static Error TooManyTries(TimeSpan wait) =>
        Error.Of(TooManyTriesCode, "There were too many tries; wait before the next one.") with { RetryAfter = wait };
}
