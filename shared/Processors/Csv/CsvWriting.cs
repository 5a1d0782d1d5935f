using System.Text;
using System.Text.Json;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Csv;

/// <summary>Makes CSV (RFC 4180) of a list of objects or of lists.</summary>
/// <param name="delimiter">Between cells.</param>
/// <param name="lineEnd">Behind rows.</param>
/// <param name="guardFormulas">Whether a text that a spreadsheet would run (<c>=…</c>) gets a <c>'</c> ahead.</param>
internal sealed class CsvWriting(char delimiter, string lineEnd, bool guardFormulas)
{
    private const int MaxCells = 1_000_000;
    private const int MaxText = 8 << 20;

    private readonly StringBuilder text = new();

    /// <summary>What can't be written; null when nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>The text; what it holds after a fault is of no use.</summary>
    public string Write(JsonElement rows, IReadOnlyList<string> columns, bool hasHeader, CancellationToken cancellationToken)
    {
        var isOfObjects = rows.GetArrayLength() > 0 && rows[0].ValueKind == JsonValueKind.Object;
        IReadOnlyList<string> names = columns.Count > 0 || !isOfObjects ? columns : NamesOf(rows);
        if (hasHeader && names.Count > 0)
        {
            Row([.. names]);
        }

        var (place, cells) = (0, 0L);
        foreach (var row in rows.EnumerateArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            place++;
            if (row.ValueKind != (isOfObjects ? JsonValueKind.Object : JsonValueKind.Array))
            {
                Fault = $"must be all objects or all lists; item {place} is {SettingsReader.KindOf(row)}";
                return string.Empty;
            }

            List<string> written = isOfObjects ? [.. names.Select(name => Cell(ItemPath.FindField(row, name)))] : [.. row.EnumerateArray().Select(cell => Cell(cell))];
            cells += written.Count;
            if (cells > MaxCells || text.Length > MaxText)
            {
                Fault = $"make more than {MaxCells} cells or {MaxText >> 20} Mi characters";
                return string.Empty;
            }

            Row(written);
        }

        return text.ToString();
    }

    private List<string> NamesOf(JsonElement rows)
    {
        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var property in rows.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Object).SelectMany(row => row.EnumerateObject()))
        {
            names.TryAdd(property.Name, true);
            if (names.Count > CsvParsing.MaxColumns)
            {
                Fault = $"have more than {CsvParsing.MaxColumns} fields together; name columns";
                return [];
            }
        }

        return [.. names.Keys];
    }

    private string Cell(JsonElement? value)
    {
        if (value is not { } cell)
        {
            return string.Empty;
        }

        var written = JsonValue.AsText(cell);
        var isFormula = guardFormulas && cell.ValueKind == JsonValueKind.String && written is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !CsvNumber.IsPlain(written);
        return isFormula ? "'" + written : written;
    }

    private void Row(List<string> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i];
            text.Append(i == 0 ? string.Empty : delimiter.ToString());
            var isQuoted = cell.Contains(delimiter, StringComparison.Ordinal) || cell.AsSpan().ContainsAny('"', '\r', '\n')
                || cell is [' ', ..] or [.., ' '] || (cells.Count == 1 && cell.Length == 0);
            text.Append(isQuoted ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell);
        }

        text.Append(lineEnd);
    }
}
