using System.Text.Json.Serialization;

namespace HiveFlow.Flows.Graph;

/// <summary>When a failed step is tried again (<c>data.retry</c>): waits double from <see cref="BackoffMs"/> up to <see cref="MaxDelayMs"/>.</summary>
/// <param name="MaxAttempts">Tries in all, the first included: 1 to 20.</param>
/// <param name="BackoffMs">The wait before the second try in milliseconds: 0 to one hour. Default 1 s.</param>
/// <param name="MaxDelayMs">The longest wait in milliseconds: up to 24 hours. Default 60 s.</param>
public sealed record RetryPolicy(
    [property: JsonPropertyName("n")] int MaxAttempts,
    [property: JsonPropertyName("b")] long BackoffMs = RetryPolicy.DefaultBackoffMs,
    [property: JsonPropertyName("d")] long MaxDelayMs = RetryPolicy.DefaultMaxDelayMs)
{
    /// <summary>Default of <see cref="BackoffMs"/>.</summary>
    public const long DefaultBackoffMs = 1_000;

    /// <summary>Default of <see cref="MaxDelayMs"/>.</summary>
    public const long DefaultMaxDelayMs = 60_000;

    /// <summary>Most tries there can be.</summary>
    public const int MostAttempts = 20;

    /// <summary>Whether another try may follow that many.</summary>
    /// <param name="attempts">Tries so far, 1 or more.</param>
    public bool AllowsAfter(int attempts) => attempts < MaxAttempts;

    /// <summary>The wait after that many tries; without jitter, because an orchestrator must decide the same at every replay.</summary>
    /// <param name="attempts">Tries so far, 1 or more.</param>
    public TimeSpan DelayAfter(int attempts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var factor = 1L << Math.Min(attempts - 1, MostAttempts);
        return TimeSpan.FromMilliseconds(Math.Min(BackoffMs * factor, MaxDelayMs));
    }
}
