using System.Globalization;
using HiveFlow.Errors;

namespace HiveFlow.Metering.Credits;

/// <summary>How credits can be refused.</summary>
public static class CreditErrors
{
    /// <summary>Not enough to begin.</summary>
    public static readonly ErrorCode InsufficientCode = new("credits_insufficient", ErrorKind.OutOfCredits);

    /// <summary>Not enough to go on; the run failed.</summary>
    public static readonly ErrorCode ExhaustedCode = new("credits_exhausted", ErrorKind.OutOfCredits);

    /// <summary>A limit of the day forbids it.</summary>
    public static readonly ErrorCode LimitReachedCode = new("credits_limit_reached", ErrorKind.OutOfCredits);

    /// <summary>What was held is not counted any more.</summary>
    public static readonly ErrorCode RecountedCode = new("credits_recounted", ErrorKind.Unavailable);

    /// <summary>What was held is not counted any more: the balance was counted anew before it was written down.</summary>
    public static Error Recounted() => Error.Of(RecountedCode, "The organization's credits are being counted anew. Nothing was started and nothing was charged. Try again.") with
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>A limit of the day forbids it.</summary>
    public static Error LimitReached(string whose, long needed, long used, long most) => Error.Of(LimitReachedCode, string.Create(
        CultureInfo.InvariantCulture,
        $"{whose} limit of today is {most} millicredits; {used} are used or held and this needs {needed}. Raise it by PUT /api/credits/limits, or come back tomorrow (UTC)."));

    /// <summary>There is less than is needed.</summary>
    public static Error Insufficient(long needed, long available, string topUpUrl) => Error.Of(InsufficientCode, string.Create(
        CultureInfo.InvariantCulture,
        $"This needs {needed} millicredits and {available} are available: {needed - available} are missing. {Where(topUpUrl)}"));

    /// <summary>A run's next step would cost more than there is.</summary>
    public static Error Exhausted(string topUpUrl) =>
        Error.Of(ExhaustedCode, $"The run was ended because the credits, or a limit of the day, do not suffice for its next step. {Where(topUpUrl)}");

    private static string Where(string topUpUrl) => topUpUrl.Length == 0 ? "Ask the operator for more." : $"Top up at {topUpUrl}.";
}
