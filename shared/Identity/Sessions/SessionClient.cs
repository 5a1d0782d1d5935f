namespace HiveFlow.Identity.Sessions;

/// <summary>With what a session is used.</summary>
/// <param name="Address">Where it was opened from; null when unknown.</param>
/// <param name="UserAgent">What the client calls itself, as its person recognises it again; cut to 120 printable characters.</param>
/// <param name="KeepsCookie">Whether a browser keeps the token in a cookie that pages cannot read.</param>
public sealed record SessionClient(string? Address, string? UserAgent, bool KeepsCookie = false)
{
    private const int MaxUserAgent = 120;

    /// <summary>Nothing is known of it.</summary>
    public static readonly SessionClient Unknown = new(null, null);

    /// <summary>What the client calls itself, without what cannot be shown.</summary>
    public string? UserAgent { get; } = Shorten(UserAgent);

    private static string? Shorten(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var shown = new string([.. text.Where(c => c is >= ' ' and <= '~').Take(MaxUserAgent)]).Trim();
        return shown.Length == 0 ? null : shown;
    }
}
