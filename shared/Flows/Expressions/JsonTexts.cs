using System.Text.Json;
using HiveFlow.Flows.Expressions.Scripts;

namespace HiveFlow.Flows.Expressions;

/// <summary>Reads texts of JSON that may hold half of a surrogate pair as an escape, which the reader lets pass until it is asked.</summary>
internal static class JsonTexts
{
    public static string Of(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    private static ScriptStopException NotUnicode() => ScriptStopException.Refused("a text is not valid Unicode (half of a surrogate pair)");
}
