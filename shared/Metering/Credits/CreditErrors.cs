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

    /// <summary>There is less than is needed.</summary>
    public static Error Insufficient(long needed, long available, string topUpUrl) => Error.Of(InsufficientCode, string.Create(
        CultureInfo.InvariantCulture,
        $"This needs {needed} millicredits and {available} are available: {needed - available} are missing. {Where(topUpUrl)}"));

    /// <summary>A run's next step would cost more than there is.</summary>
    public static Error Exhausted(string topUpUrl) =>
        Error.Of(ExhaustedCode, $"The run was ended because the organization's credits do not suffice for its next step. {Where(topUpUrl)}");

    private static string Where(string topUpUrl) => topUpUrl.Length == 0 ? "Ask the operator for more." : $"Top up at {topUpUrl}.";
}
