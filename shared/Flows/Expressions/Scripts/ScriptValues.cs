using System.Buffers;
using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Object;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>Between JSON and script values, under the budget. Scripts see copies, plain values only, never a host object.</summary>
internal sealed class ScriptValues(Engine engine, ScriptBudget budget)
{
    private const int DeepestValue = 64;

    /// <summary>What a value with a name or element costs in an engine, roughly.</summary>
    private const int BytesPerValue = 96;

    public JsValue FromJson(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                var text = JsonTexts.Of(value);
                budget.Text(text.Length);
                return JsString.Create(text);
            case JsonValueKind.Number:
                return value.GetDouble();
            case JsonValueKind.True:
            case JsonValueKind.False:
                return value.ValueKind == JsonValueKind.True;
            case JsonValueKind.Array:
                return FromArray(value);
            case JsonValueKind.Object:
                var made = new JsObject(engine);
                foreach (var property in value.EnumerateObject())
                {
                    budget.Allocate(BytesPerValue);
                    made.FastSetDataProperty(JsonTexts.NameOf(property), FromJson(property.Value));
                }

                return made;
            default:
                return JsValue.Null;
        }
    }

    private JsArray FromArray(JsonElement array)
    {
        var length = array.GetArrayLength();
        budget.Items(length);
        var items = new JsValue[length];
        var at = 0;
        foreach (var item in array.EnumerateArray())
        {
            items[at++] = FromJson(item);
        }

        return new JsArray(engine, items);
    }

    /// <summary>As <c>JSON.stringify</c> would: undefined and functions are left out, in arrays and alone they are null.</summary>
    public JsonElement ToJson(JsValue value)
    {
        var reader = new Utf8JsonReader(ToUtf8(value, default));
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The UTF-8 JSON of a value.</summary>
    public ReadOnlySpan<byte> ToUtf8(JsValue value, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, options with { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, value, 0);
        }

        return buffer.WrittenSpan;
    }

    private void Write(Utf8JsonWriter writer, JsValue value, int depth)
    {
        if (depth > DeepestValue)
        {
            throw ScriptStopException.Limit($"its value is nested deeper than {DeepestValue} levels");
        }

        budget.Work(1);
        if (value.IsString())
        {
            var text = value.AsString();
            budget.Text(text.Length);
            writer.WriteStringValue(text);
        }
        else if (value.IsNumber())
        {
            WriteNumber(writer, value.AsNumber());
        }
        else if (value.IsBoolean())
        {
            writer.WriteBooleanValue(value.AsBoolean());
        }
        else if (value is JsDate date)
        {
            WriteDate(writer, date);
        }
        else if (value is JsArray array)
        {
            WriteArray(writer, array, depth);
        }
        else if (value is ObjectInstance instance && !instance.IsCallable())
        {
            WriteObject(writer, instance, depth);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        if (!double.IsFinite(number))
        {
            writer.WriteNullValue();
        }
        else if (number == Math.Truncate(number) && Math.Abs(number) <= 9_007_199_254_740_991)
        {
            writer.WriteNumberValue((long)number);
        }
        else
        {
            writer.WriteNumberValue(number);
        }
    }

    private static void WriteDate(Utf8JsonWriter writer, JsDate date)
    {
        if (double.IsNaN(date.DateValue))
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(date.ToDateTime().ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private void WriteArray(Utf8JsonWriter writer, JsArray array, int depth)
    {
        writer.WriteStartArray();
        budget.Items(array.Length);
        for (uint at = 0; at < array.Length; at++)
        {
            if ((at & 0xFF) == 0)
            {
                budget.Check();
            }

            Write(writer, array[at], depth + 1);
        }

        writer.WriteEndArray();
    }

    private void WriteObject(Utf8JsonWriter writer, ObjectInstance instance, int depth)
    {
        budget.Check();
        writer.WriteStartObject();
        foreach (var (key, property) in instance.GetOwnProperties())
        {
            if (!key.IsString() || !property.Enumerable || property.Value is null || property.Value.IsUndefined() || property.Value.IsCallable())
            {
                continue;
            }

            writer.WritePropertyName(key.AsString());
            Write(writer, property.Value, depth + 1);
        }

        writer.WriteEndObject();
    }
}
