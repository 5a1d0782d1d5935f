using System.Text.Json;

namespace HiveFlow.Sandbox.E2B;

/// <summary>One line of the code interpreter.</summary>
/// <param name="Type">stdout, stderr, result, error, number_of_executions, end_of_execution; others are to be ignored.</param>
/// <param name="Line">The whole line.</param>
internal sealed record CodeEvent(string Type, JsonElement Line)
{
    /// <summary>A text field; empty when absent.</summary>
    public string Text(string name) =>
        Line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
