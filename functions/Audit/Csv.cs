namespace HiveFlow.Functions.Audit;

/// <summary>Writes cells (RFC 4180) that no spreadsheet takes for a formula (OWASP, CSV injection).</summary>
internal static class Csv
{
    /// <summary>The cell: always in quotes, and behind an apostrophe when it begins as formulas do.</summary>
    public static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return string.Empty;
        }

        var isFormula = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
        return $"\"{(isFormula ? "'" : string.Empty)}{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
