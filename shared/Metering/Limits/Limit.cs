namespace HiveFlow.Metering.Limits;

/// <summary>
/// A rate with its name, ready to be counted by the generic cell rate algorithm (GCRA; ITU-T I.371): each request takes
/// <see cref="Interval"/> of time, of which <see cref="Tolerance"/> may be owed.
/// </summary>
public sealed class Limit
{
    private const long MicrosecondsOfMinute = 60_000_000;

    /// <summary>Makes one.</summary>
    /// <param name="name">Its policy's name in the headers: lower-case letters and <c>-</c>.</param>
    /// <param name="rate">The rate.</param>
    /// <param name="factor">The rate times this.</param>
    public Limit(string name, Rate rate, double factor = 1)
    {
        ArgumentNullException.ThrowIfNull(rate);
        Name = name;
        var perMinute = Math.Clamp((long)(rate.PerMinute * factor), 1, MicrosecondsOfMinute);
        var burst = Math.Clamp((long)(rate.Burst * factor), 1, MicrosecondsOfMinute);
        Interval = (MicrosecondsOfMinute + perMinute - 1) / perMinute;
        Tolerance = Interval * burst;
        Policy = $"\"{name}\";q={perMinute};w=60";
    }

    /// <summary>Its policy's name.</summary>
    public string Name { get; }

    /// <summary>Its member of <c>RateLimit-Policy</c> (draft-ietf-httpapi-ratelimit-headers-10): quota and window in seconds.</summary>
    public string Policy { get; }

    /// <summary>The time that one request takes, in microseconds.</summary>
    public long Interval { get; }

    /// <summary>The time that may be owed, in microseconds: the burst.</summary>
    public long Tolerance { get; }
}
