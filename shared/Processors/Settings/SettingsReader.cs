using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.Graph;

namespace HiveFlow.Processors.Settings;

/// <summary>
/// Reads a node's resolved settings and keeps the first fault; after a fault the values are defaults and must not be used. A setting
/// that is null counts as absent.
/// </summary>
internal sealed class SettingsReader(JsonElement data)
{
    /// <summary>The first fault; null while all is well.</summary>
    public Error? Fault { get; private set; }

    public JsonElement? Any(string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;

    public string? Text(string name)
    {
        var value = Any(name);
        return value is null ? null : Check(value.Value.ValueKind == JsonValueKind.String, name, "must be text", value) ? value.Value.GetString() : null;
    }

    public string RequiredText(string name)
    {
        var text = Text(name);
        if (string.IsNullOrEmpty(text))
        {
            Reject(name, "is needed and is empty");
        }

        return text ?? string.Empty;
    }

    public string Choice(string name, string otherwise, params ReadOnlySpan<string> choices)
    {
        var text = Text(name) ?? otherwise;
        if (!choices.Contains(text))
        {
            Reject(name, $"must be one of {string.Join(", ", choices!)}");
        }

        return text;
    }

    public bool Flag(string name, bool otherwise)
    {
        var value = Any(name);
        return value is null ? otherwise : Check(value.Value.ValueKind is JsonValueKind.True or JsonValueKind.False, name, "must be true or false", value)
            && value.Value.GetBoolean();
    }

    public long Whole(string name, long otherwise, long least, long most)
    {
        if (Any(name) is not { } value)
        {
            return otherwise;
        }

        long number = 0;
        var good = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number) && number >= least && number <= most;
        return Check(good, name, $"must be a whole number from {least} to {most}", value) ? number : otherwise;
    }

    public TimeSpan? Duration(string name)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        return Check(DurationText.TryRead(value, out var duration), name, "must be a number of seconds or a text such as \"90s\", \"5m\" or \"2d\"", value)
            ? duration
            : null;
    }

    /// <summary>An object's entries; empty when it is absent.</summary>
    public IReadOnlyList<JsonProperty> Entries(string name, int most)
    {
        if (Any(name) is not { } value || !Check(value.ValueKind == JsonValueKind.Object, name, "must be an object", value))
        {
            return [];
        }

        return Check(value.GetPropertyCount() <= most, name, $"must not have more than {most} entries", null) ? [.. value.EnumerateObject()] : [];
    }

    /// <summary>A list's items; empty when it is absent.</summary>
    public IReadOnlyList<JsonElement> Items(string name, int most)
    {
        if (Any(name) is not { } value || !Check(value.ValueKind == JsonValueKind.Array, name, "must be a list", value))
        {
            return [];
        }

        return Check(value.GetArrayLength() <= most, name, $"must not have more than {most} items", null) ? [.. value.EnumerateArray()] : [];
    }

    public void Reject(string name, string rule) => Fault ??= ProcessorErrors.SettingInvalid(name, rule);

    /// <summary>What a value is, for sentences; never the value itself, which may be a secret.</summary>
    public static string KindOf(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    private bool Check(bool good, string name, string rule, JsonElement? value)
    {
        if (!good)
        {
            Reject(name, value is null ? rule : $"{rule}, not {KindOf(value)}{(value.Value.ValueKind == JsonValueKind.Number ? " like that" : "")}");
        }

        return good;
    }
}
