namespace HiveFlow.Processors.Csv;

/// <summary>Tells numbers from texts that look like some.</summary>
internal static class CsvNumber
{
    private const int MaxDigits = 15;

    /// <summary>
    /// Whether a cell is a number and nothing is lost by taking it for one: no zero ahead (<c>007</c> is a code), no exponent, at most 15 digits.
    /// </summary>
    public static bool IsPlain(ReadOnlySpan<char> cell)
    {
        var digits = cell is ['-', ..] ? cell[1..] : cell;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var part = point < 0 ? "0" : digits[(point + 1)..];
        return whole.Length > 0 && part.Length > 0 && digits.Length <= MaxDigits
            && !whole.ContainsAnyExceptInRange('0', '9') && !part.ContainsAnyExceptInRange('0', '9')
            && (whole.Length == 1 || whole[0] != '0');
    }
}
