using HiveFlow.Errors;

namespace HiveFlow.Metering.Usage;

/// <summary>How a report can be refused.</summary>
public static class UsageErrors
{
    /// <summary>There is more than one report reads.</summary>
    public static readonly ErrorCode TooMuchCode = new("usage_too_much", ErrorKind.Invalid);

    /// <summary>There is more than one report reads.</summary>
    public static Error TooMuch() => Error.Of(TooMuchCode, "There were too many runs in this time for one report: ask for a shorter time, or for fewer distinctions.");
}
