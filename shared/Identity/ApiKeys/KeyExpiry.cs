using System.Globalization;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>Reads how long a key is to live.</summary>
internal static class KeyExpiry
{
    private const string Never = "never";
    private const int MaxDays = 3_650;
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>False when the text is none of the forms, or not in the future.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset? expiresAt)
    {
        expiresAt = null;
        if (text == Never)
        {
            return true;
        }

        if (text is [.. var days, 'd'] && int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            expiresAt = now.AddDays(Math.Min(count, MaxDays));
            return count is >= 1 and <= MaxDays;
        }

        if (!DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return false;
        }

        expiresAt = instant.ToUniversalTime();
        return instant > now && instant < now.AddDays(MaxDays + 1);
    }
}
