using System.Globalization;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// The slices of time that changes of a balance are counted in, once in the ledger and once in the hot balance. What was begun in a slice that
/// is over for a while has arrived in both or never will: where they differ then, the hot balance is wrong by as much.
/// </summary>
internal static class TimeSlices
{
    /// <summary>After how many slices one is compared: nothing is on its way for so long.</summary>
    public const int ComparedAfter = 2;

    /// <summary>How many slices are kept beside the present one.</summary>
    public const int Kept = 12;

    /// <summary>A hot balance that nobody compared for so many slices is filled anew instead.</summary>
    public const int TooOld = 144;

    /// <summary>How long what was used on a day is kept: alerts look back that far.</summary>
    public static readonly TimeSpan DaysKept = TimeSpan.FromDays(2);

    private const long Minutes = 10;

    /// <summary>The slice of an instant.</summary>
    public static long Of(DateTimeOffset at) => at.ToUnixTimeSeconds() / (60 * Minutes);

    /// <summary>A slice as text that sorts.</summary>
    public static string Text(long slice) => slice.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>The day that limits count in.</summary>
    public static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
