using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Aggregation;

/// <summary>Finds one value of one group, item by item. Exact for numbers that fit a decimal, else with a double's precision.</summary>
internal sealed class Accumulator(AggregateColumn column)
{
    private readonly List<JsonElement> collected = [];
    private long count;
    private decimal exact;
    private double wide;
    private bool isWide;
    private JsonElement best = JsonValue.Null;

    /// <summary>Takes an item; what is null or not there is left out. Fails on a value that the operation can't work with.</summary>
    public Error? Add(JsonElement item, int place)
    {
        if (ItemPath.FindField(item, column.Field) is not { ValueKind: not JsonValueKind.Null } value)
        {
            return null;
        }

        switch (column.Operation)
        {
            case "sum" or "avg":
                return Sum(value) ? null : Fault("adds numbers", value, place);
            case "min" or "max":
                return Compare(value) ? null : Fault("compares numbers alone or texts alone", value, place);
            case "collect":
                collected.Add(value);
                return null;
            default:
                count++;
                return null;
        }
    }

    public void Write(Utf8JsonWriter writer)
    {
        switch (column.Operation)
        {
            case "count":
                writer.WriteNumberValue(count);
                break;
            case "sum" when isWide:
                writer.WriteNumberValue(wide);
                break;
            case "sum":
                writer.WriteNumberValue(exact);
                break;
            case "avg" when count == 0:
                writer.WriteNullValue();
                break;
            case "avg":
                writer.WriteNumberValue(isWide ? wide / count : (double)(exact / count));
                break;
            case "collect":
                writer.WriteStartArray();
                collected.ForEach(value => value.WriteTo(writer));
                writer.WriteEndArray();
                break;
            default:
                best.WriteTo(writer);
                break;
        }
    }

    private bool Sum(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return false;
        }

        count++;
        wide += value.GetDouble();
        if (!isWide)
        {
            try
            {
                isWide = !value.TryGetDecimal(out var number);
                exact += number;
            }
            catch (OverflowException)
            {
                isWide = true;
            }
        }

        return double.IsFinite(wide);
    }

    private bool Compare(JsonElement value)
    {
        if (best.ValueKind == JsonValueKind.Null)
        {
            best = value;
            return value.ValueKind is JsonValueKind.Number or JsonValueKind.String;
        }

        if (best.ValueKind != value.ValueKind)
        {
            return false;
        }

        var order = value.ValueKind == JsonValueKind.String
            ? string.CompareOrdinal(value.GetString(), best.GetString())
            : value.TryGetDecimal(out var a) && best.TryGetDecimal(out var b) ? a.CompareTo(b) : value.GetDouble().CompareTo(best.GetDouble());
        if (column.Operation == "min" ? order < 0 : order > 0)
        {
            best = value;
        }

        return true;
    }

    private Error Fault(string does, JsonElement value, int place) =>
        ProcessorErrors.SettingInvalid($"values.{column.Name}", $"{does}; item {place} has {SettingsReader.KindOf(value)} that does not fit");
}
