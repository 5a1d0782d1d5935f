using HiveFlow.Errors;

namespace HiveFlow.Identity.Challenges;

/// <summary>Failures around mailed codes.</summary>
public static class ChallengeErrors
{
    /// <summary>Unknown, used, too old, or too often tried.</summary>
    public static readonly ErrorCode OverCode = new("challenge_over", ErrorKind.Unauthenticated);

    /// <summary>Not the newest code of this challenge, or too old.</summary>
    public static readonly ErrorCode CodeWrongCode = new("code_wrong", ErrorKind.Unauthenticated);

    /// <summary>A code was sent a moment ago, or as many as a day allows.</summary>
    public static readonly ErrorCode CooldownCode = new("code_cooldown", ErrorKind.RateLimited);

    /// <summary>401.</summary>
    public static Error Over() => Error.Of(OverCode, "This login or registration is over or was never begun; begin again.");

    /// <summary>401.</summary>
    public static Error CodeWrong() => Error.Of(CodeWrongCode, "The code is not right or no longer valid.");

    /// <summary>429 with the time to wait.</summary>
    public static Error Cooldown(TimeSpan wait) =>
        Error.Of(CooldownCode, "A code was mailed already; wait before asking for another.") with { RetryAfter = wait };
}
