namespace HiveFlow.Identity.Throttling;

/// <summary>How tries are slowed down.</summary>
/// <param name="Free">Failures in a row that cost no wait.</param>
/// <param name="FirstWait">The wait after the next one; it doubles with each.</param>
/// <param name="MaxWait">The longest wait, so that nobody is locked out for good.</param>
internal sealed record FailurePolicy(int Free, TimeSpan FirstWait, TimeSpan MaxWait)
{
    /// <summary>
    /// Of one account: 5 free, then 1 s doubling up to 15 min. After 100 in a row (NIST SP 800-63B-4, 3.2.2) the password is taken no
    /// more but where its person logged in before, for 30 days or until it is set anew by a mailed code: nobody is locked out for good.
    /// </summary>
    public static readonly FailurePolicy Account = new(5, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15))
    {
        MostInARow = 100,
        KeptFor = TimeSpan.FromDays(30),
    };

    /// <summary>Of one address, which many people may share: 20 free, then 1 s doubling up to 15 min.</summary>
    public static readonly FailurePolicy Address = new(20, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));

    /// <summary>Of one API key from one address: 5 free, then 1 s doubling up to 1 min.</summary>
    public static readonly FailurePolicy Key = new(5, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>How many in a row are possible at all. No limit by default.</summary>
    public int MostInARow { get; init; } = int.MaxValue;

    /// <summary>How long after the last one they are remembered, where they are stored. Default 24 h.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The wait after that many failures in a row.</summary>
    public TimeSpan After(int failures)
    {
        if (failures <= Free)
        {
            return TimeSpan.Zero;
        }

        var doublings = Math.Min(failures - Free - 1, 30);
        return TimeSpan.FromTicks(Math.Min(FirstWait.Ticks << Math.Min(doublings, 20), MaxWait.Ticks));
    }
}
