using System.Text.Json;
using HiveFlow.Flows.Validation;

namespace HiveFlow.Processors.Llm;

/// <summary>An answer that has to be JSON of a certain form.</summary>
internal sealed class SchemaAnswer(JsonElement schema, ValueSchema checks)
{
    private const int DeepestAnswer = 64;

    public JsonElement Schema => schema;

    /// <summary>The objective with what the answer must look like: not every provider can be told in another way.</summary>
    public string Instruct(string? objective) =>
        $"{(objective is null ? "" : objective + "\n\n")}Answer with one JSON value that fits this JSON Schema, and with nothing else:\n{schema.GetRawText()}";

    /// <summary>The answer's value, or what is wrong with it.</summary>
    public (JsonElement? Value, IReadOnlyList<string> Faults) Read(string text)
    {
        JsonElement value;
        try
        {
            using var document = JsonDocument.Parse(Bare(text), new JsonDocumentOptions { MaxDepth = DeepestAnswer });
            value = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return (null, ["It is not JSON."]);
        }

        var faults = checks.FaultsOf(value);
        return faults.Count == 0 ? (value, faults) : (null, faults);
    }

    /// <summary>What is said to a model whose answer does not fit.</summary>
    public static string Repair(IReadOnlyList<string> faults) =>
        $"That does not fit the JSON Schema:\n{string.Join('\n', faults)}\nAnswer again, with the corrected JSON alone.";

    /// <summary>Without the fence that many models put around JSON.</summary>
    private static string Bare(string text)
    {
        var bare = text.Trim();
        if (!bare.StartsWith("```", StringComparison.Ordinal) || !bare.EndsWith("```", StringComparison.Ordinal) || bare.Length < 6)
        {
            return bare;
        }

        var line = bare.IndexOf('\n', StringComparison.Ordinal);
        return line < 0 ? bare : bare[(line + 1)..^3];
    }
}
