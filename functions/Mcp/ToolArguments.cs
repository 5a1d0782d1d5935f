using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Runs.Payloads;

namespace HiveFlow.Functions.Mcp;

/// <summary>Reads a tool's arguments; the first fault is kept.</summary>
internal sealed class ToolArguments(IDictionary<string, JsonElement>? given)
{
    public Error? Fault { get; private set; }

    /// <summary>Refuses what the tool does not know: a misspelt argument would pass for one that was left out.</summary>
    public ToolArguments Only(params IReadOnlyList<string> names)
    {
        if (given?.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            Refuse(unknown, names.Count == 0 ? "is unknown: this tool takes no arguments" : $"is unknown; there are {string.Join(", ", names)}");
        }

        return this;
    }

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Refuse(name, "must be a text");
            return null;
        }

        return value.GetString();
    }

    public string Required(string name)
    {
        var text = Text(name);
        if (string.IsNullOrEmpty(text))
        {
            Refuse(name, "is required");
        }

        return text ?? string.Empty;
    }

    public int? Whole(string name, int least, int most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number % 1 == 0 && number >= least && number <= most)
        {
            return (int)number;
        }

        Refuse(name, $"must be a whole number from {least} to {most}");
        return null;
    }

    public JsonElement Object(string name)
    {
        var value = Find(name) ?? JsonValues.EmptyObject;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Refuse(name, "must be an object");
        }

        return value;
    }

    public JsonElement? List(string name)
    {
        var value = Find(name);
        if (value is { ValueKind: not JsonValueKind.Array })
        {
            Refuse(name, "must be a list");
        }

        return value;
    }

    private JsonElement? Find(string name) =>
        given is not null && given.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    private void Refuse(string name, string rule) => Fault ??= RequestErrors.Invalid(name, $"{name} {rule}.");
}
