using System.Globalization;

namespace HiveFlow.Processors.Waiting;

/// <summary>Instants as settings write them: ISO 8601 with an offset, so that nobody has to guess a time zone.</summary>
internal static class InstantText
{
    /// <summary>What such a text must be, for sentences.</summary>
    public const string Rule = "must be an instant as ISO 8601 with its offset, such as 2026-03-01T09:00:00+01:00";

    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads one; false for anything else.</summary>
    public static bool TryRead(string? text, out DateTimeOffset instant)
    {
        instant = default;
        var hasOffset = text is not null && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal));
        return hasOffset && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }
}
