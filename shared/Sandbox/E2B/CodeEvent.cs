using System.Text.Json;

namespace HiveFlow.Sandbox.E2B;

/// <summary>One line of the code interpreter.</summary>
/// <param name="Type">stdout, stderr, result, error, number_of_executions, end_of_execution; others are to be ignored.</param>
/// <param name="Line">The whole line.</param>
internal sealed record CodeEvent(string Type, JsonElement Line)
{
    /// <summary>A text field; empty when absent.</summary>
    /// <exception cref="WireFormatException">It is not valid Unicode.</exception>
    public string Text(string name)
    {
        try
        {
            return Line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            throw new WireFormatException("A line of the code interpreter holds text that is not valid Unicode.");
        }
    }
}
