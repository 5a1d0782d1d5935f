using System.Globalization;
using System.Text.Json;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Csv;

/// <summary>Makes a list of CSV: of objects by the header's names, or of lists.</summary>
internal sealed class CsvParsing(CsvReader rows, bool hasHeader, bool convert)
{
    /// <summary>Most rows, with the header.</summary>
    public const int MaxRows = 100_000;

    /// <summary>Most columns.</summary>
    public const int MaxColumns = 1_000;

    private const int MaxCells = 1_000_000;
    private const int MaxOutput = 16 << 20;

    /// <summary>What can't be read; null when nothing.</summary>
    public string? Fault { get; private set; }

    public JsonElement Read(CancellationToken cancellationToken) => JsonValue.Write(writer =>
    {
        writer.WriteStartArray();
        var names = hasHeader && rows.Next() is { } header ? Names(header) : null;
        var width = names?.Count;
        long cells = 0;
        while (Fault is null && rows.Next() is { } row)
        {
            cancellationToken.ThrowIfCancellationRequested();
            cells += row.Count;
            width ??= row.Count;
            Fault = row.Count != width ? $"row {rows.Row} has {row.Count} cells where the first has {width}"
                : rows.Row > MaxRows || cells > MaxCells || row.Count > MaxColumns || writer.BytesCommitted + writer.BytesPending > MaxOutput
                    ? $"has more than {MaxRows} rows, {MaxColumns} columns, {MaxCells} cells or {MaxOutput >> 20} MiB of output"
                    : null;
            if (Fault is null)
            {
                Write(writer, names, row);
            }
        }

        Fault ??= rows.Fault;
        writer.WriteEndArray();
    });

    private List<string> Names(List<string> header)
    {
        var names = header.Select((name, i) => name.Trim() is { Length: > 0 } text ? text : $"column{i + 1}").ToList();
        if (names.Count > MaxColumns)
        {
            Fault = $"has more than {MaxColumns} columns";
        }
        else if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            Fault = "has two columns of the same name in its first row; header: false makes lists of the rows";
        }

        return names;
    }

    private void Write(Utf8JsonWriter writer, List<string>? names, List<string> row)
    {
        if (names is null)
        {
            writer.WriteStartArray();
            row.ForEach(cell => Value(writer, cell));
            writer.WriteEndArray();
            return;
        }

        writer.WriteStartObject();
        for (var i = 0; i < row.Count; i++)
        {
            writer.WritePropertyName(names[i]);
            Value(writer, row[i]);
        }

        writer.WriteEndObject();
    }

    private void Value(Utf8JsonWriter writer, string cell)
    {
        switch (cell)
        {
            case "" when convert:
                writer.WriteNullValue();
                break;
            case "true" or "false" when convert:
                writer.WriteBooleanValue(cell == "true");
                break;
            default:
                if (convert && CsvNumber.IsPlain(cell))
                {
                    writer.WriteNumberValue(decimal.Parse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
                }
                else
                {
                    writer.WriteStringValue(cell);
                }

                break;
        }
    }
}
