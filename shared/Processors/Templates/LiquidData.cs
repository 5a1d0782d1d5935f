using System.Text.Json;
using Fluid.Values;

namespace HiveFlow.Processors.Templates;

/// <summary>JSON as Liquid's values: data alone, with no member or method of anything behind it.</summary>
internal static class LiquidData
{
    public static FluidValue Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new DictionaryValue(new FluidValueDictionaryFluidIndexable(Fields(value))),
        JsonValueKind.Array => new ArrayValue([.. value.EnumerateArray().Select(Of)]),
        JsonValueKind.String => new StringValue(value.GetString()!),
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? NumberValue.Create(number) : new StringValue(value.GetRawText()),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        _ => NilValue.Instance,
    };

    private static Dictionary<string, FluidValue> Fields(JsonElement value)
    {
        var fields = new Dictionary<string, FluidValue>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            fields[property.Name] = Of(property.Value);
        }

        return fields;
    }
}
