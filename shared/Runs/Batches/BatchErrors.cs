using HiveFlow.Errors;

namespace HiveFlow.Runs.Batches;

/// <summary>How batches can be refused or come to an early end.</summary>
public static class BatchErrors
{
    /// <summary>Too many batches at a time.</summary>
    public static readonly ErrorCode TooManyCode = new("batches_too_many", ErrorKind.RateLimited);

    /// <summary>All of its runs have ended.</summary>
    public static readonly ErrorCode EndedCode = new("batch_ended", ErrorKind.Conflict);

    /// <summary>The rest could not be started for too long.</summary>
    public static readonly ErrorCode GivenUpCode = new("batch_given_up", ErrorKind.Unavailable);

    /// <summary>429: the organization's other batches have to be made first.</summary>
    public static Error TooMany(int most) => Error.Of(TooManyCode, $"{most} batches of this organization are still starting their runs; wait for one of them.") with
    {
        RetryAfter = TimeSpan.FromMinutes(1),
    };

    /// <summary>409: nothing to cancel any more.</summary>
    public static Error Ended() => Error.Of(EndedCode, "All runs of this batch have ended.");

    /// <summary>Why the rest was not started.</summary>
    public static Error GivenUp(string last) => Error.Of(GivenUpCode, $"The rest could not be started in time. {last}");
}
