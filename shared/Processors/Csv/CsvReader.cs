using System.Text;

namespace HiveFlow.Processors.Csv;

/// <summary>Reads CSV (RFC 4180) row by row. Lines may end with CRLF, LF or CR; wholly empty lines are left out.</summary>
internal sealed class CsvReader(string text, char delimiter)
{
    private readonly StringBuilder cell = new();
    private int at = text.StartsWith('\uFEFF') ? 1 : 0;

    /// <summary>The number of the row that was read last, from 1.</summary>
    public int Row { get; private set; }

    /// <summary>What made the reading stop short; null when nothing did.</summary>
    public string? Fault { get; private set; }

    /// <summary>The next row; null at the end, or at a fault.</summary>
    public List<string>? Next()
    {
        while (Fault is null && at < text.Length)
        {
            if (text[at] is '\r' or '\n')
            {
                at++;
                continue;
            }

            Row++;
            var cells = new List<string>();
            while (Cell() is { } read)
            {
                cells.Add(read);
                if (at >= text.Length || text[at] != delimiter)
                {
                    return cells;
                }

                at++;
            }
        }

        return null;
    }

    private string? Cell()
    {
        if (at < text.Length && text[at] == '"')
        {
            return Quoted();
        }

        var end = text.AsSpan(at).IndexOfAny(delimiter, '\r', '\n');
        var plain = end < 0 ? text[at..] : text[at..(at + end)];
        at += plain.Length;
        if (plain.Contains('"', StringComparison.Ordinal))
        {
            Fault = $"row {Row} has a quote inside of a cell that is not quoted";
            return null;
        }

        return plain;
    }

    private string? Quoted()
    {
        cell.Clear();
        at++;
        while (true)
        {
            var end = text.IndexOf('"', at);
            if (end < 0)
            {
                Fault = $"row {Row} has a quote that is never closed";
                return null;
            }

            cell.Append(text, at, end - at);
            at = end + 1;
            if (at < text.Length && text[at] == '"')
            {
                cell.Append('"');
                at++;
                continue;
            }

            if (at < text.Length && text[at] != delimiter && text[at] is not ('\r' or '\n'))
            {
                Fault = $"row {Row} goes on behind a closing quote";
                return null;
            }

            return cell.ToString();
        }
    }
}
