using HiveFlow.Errors;

namespace HiveFlow.Sandbox;

/// <summary>How running code in a sandbox can fail, other than by the code itself.</summary>
public static class SandboxErrors
{
    /// <summary>Neither a local jail nor an E2B account.</summary>
    public static readonly ErrorCode NotInstalledCode = new("sandbox_not_installed", ErrorKind.Unavailable);

    /// <summary>No free place within the time to wait.</summary>
    public static readonly ErrorCode BusyCode = new("sandbox_busy", ErrorKind.Unavailable);

    /// <summary>The sandbox service failed or gave an answer that makes no sense.</summary>
    public static readonly ErrorCode FailedCode = new("sandbox_failed", ErrorKind.Unavailable);

    /// <summary>The code was still running at its deadline.</summary>
    public static readonly ErrorCode TimeoutCode = new("code_timeout", ErrorKind.Invalid);

    /// <summary>Code, inputs or result over their limit.</summary>
    public static readonly ErrorCode TooLargeCode = new("code_too_large", ErrorKind.TooLarge);

    /// <summary>The code's process ended without leaving a result: killed for memory, output or by itself.</summary>
    public static readonly ErrorCode DiedCode = new("code_died", ErrorKind.Invalid);

    /// <summary>503 that says what to install.</summary>
    public static Error NotInstalled(string what) => Error.Of(NotInstalledCode, what) with { RetryAfter = TimeSpan.FromMinutes(5) };

    /// <summary>503: too much code at once.</summary>
    public static Error Busy(TimeSpan waited) =>
        Error.Of(BusyCode, $"No sandbox was free within {waited.TotalSeconds:0.#} s; HiveFlow:Sandbox:MaxConcurrency sets how many.") with
        {
            RetryAfter = TimeSpan.FromSeconds(10),
        };

    /// <summary>503: the service; the sentence holds no secret.</summary>
    public static Error Failed(string sentence) => Error.Of(FailedCode, sentence) with { RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>422: the code ran too long.</summary>
    public static Error Timeout(TimeSpan limit) =>
        Error.Of(TimeoutCode, $"The code was still running after {limit.TotalSeconds:0.###} s and was stopped.");

    /// <summary>413 naming the limit.</summary>
    public static Error TooLarge(string what, long limit) => Error.Of(TooLargeCode, $"The {what} is larger than {limit} bytes.");

    /// <summary>422: no result was left.</summary>
    public static Error Died(string sentence) => Error.Of(DiedCode, sentence);
}
