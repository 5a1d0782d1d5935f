namespace HiveFlow.Metering.Limits;

/// <summary>Whether a request is let through, and how things stand at its tightest limit.</summary>
/// <param name="Limit">The limit that refused it, or that is nearest to.</param>
/// <param name="Remaining">Requests it would still let through now.</param>
/// <param name="Reset">Until its whole burst is there again.</param>
/// <param name="RetryAfter">Zero when the request is let through; else when it would be.</param>
public readonly record struct LimitVerdict(Limit Limit, long Remaining, TimeSpan Reset, TimeSpan RetryAfter)
{
    /// <summary>Whether the request is let through; only then was it counted, at every limit.</summary>
    public bool IsAllowed => RetryAfter == TimeSpan.Zero;

    /// <summary>Whether a Redis is configured and away, so that this instance counted alone.</summary>
    public bool IsRedisAway { get; init; }
}
