using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Conditions;

/// <summary>
/// Compares JSON values. Strict about types: a text is never equal to a number, and only two numbers or two texts have an order
/// (texts by their characters' numbers). A value that is absent counts as null.
/// </summary>
internal static class Comparison
{
    public static readonly IReadOnlyList<string> Operators =
    [
        "equals", "notEquals", "greaterThan", "greaterOrEqual", "lessThan", "lessOrEqual", "contains", "notContains", "startsWith", "endsWith",
        "matches", "in", "notIn", "exists", "notExists", "isEmpty", "isNotEmpty", "isTrue", "isFalse",
    ];

    public static Result<bool> Holds(JsonElement? left, string @operator, JsonElement? right)
    {
        var (a, b) = (left ?? JsonValue.Null, right ?? JsonValue.Null);
        return @operator switch
        {
            "equals" or "==" => JsonElement.DeepEquals(a, b),
            "notEquals" or "!=" => !JsonElement.DeepEquals(a, b),
            "greaterThan" or ">" => Ordered(a, b, order => order > 0),
            "greaterOrEqual" or ">=" => Ordered(a, b, order => order >= 0),
            "lessThan" or "<" => Ordered(a, b, order => order < 0),
            "lessOrEqual" or "<=" => Ordered(a, b, order => order <= 0),
            "contains" => Contains(a, b),
            "notContains" => !Contains(a, b),
            "startsWith" => IsText(a, b) && a.GetString()!.StartsWith(b.GetString()!, StringComparison.Ordinal),
            "endsWith" => IsText(a, b) && a.GetString()!.EndsWith(b.GetString()!, StringComparison.Ordinal),
            "matches" => Patterns.Match(a, b),
            "in" => Contains(b, a),
            "notIn" => !Contains(b, a),
            "exists" => a.ValueKind is not JsonValueKind.Null,
            "notExists" => a.ValueKind is JsonValueKind.Null,
            "isEmpty" => IsEmpty(a),
            "isNotEmpty" => !IsEmpty(a),
            "isTrue" => a.ValueKind is JsonValueKind.True,
            "isFalse" => a.ValueKind is JsonValueKind.False,
            _ => ProcessorErrors.SettingInvalid("operator", $"must be one of {string.Join(", ", Operators)}"),
        };
    }

    private static Result<bool> Ordered(JsonElement a, JsonElement b, Func<int, bool> wanted)
    {
        if (IsText(a, b))
        {
            return wanted(string.CompareOrdinal(a.GetString(), b.GetString()));
        }

        if (a.ValueKind == JsonValueKind.Number && b.ValueKind == JsonValueKind.Number)
        {
            return wanted(a.TryGetDecimal(out var x) && b.TryGetDecimal(out var y) ? x.CompareTo(y) : a.GetDouble().CompareTo(b.GetDouble()));
        }

        return ProcessorErrors.NotComparable(
            $"There is no greater or less between {SettingsReader.KindOf(a)} and {SettingsReader.KindOf(b)}; compare two numbers or two texts.");
    }

    private static bool Contains(JsonElement whole, JsonElement part) => whole.ValueKind switch
    {
        JsonValueKind.String => part.ValueKind == JsonValueKind.String && whole.GetString()!.Contains(part.GetString()!, StringComparison.Ordinal),
        JsonValueKind.Array => whole.EnumerateArray().Any(item => JsonElement.DeepEquals(item, part)),
        JsonValueKind.Object => part.ValueKind == JsonValueKind.String && whole.TryGetProperty(part.GetString()!, out _),
        _ => false,
    };

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    private static bool IsText(JsonElement a, JsonElement b) => a.ValueKind == JsonValueKind.String && b.ValueKind == JsonValueKind.String;
}
