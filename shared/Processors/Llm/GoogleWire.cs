using System.Text.Json;

namespace HiveFlow.Processors.Llm;

/// <summary>generateContent (https://ai.google.dev/api/generate-content).</summary>
internal sealed class GoogleWire : ILlmWire
{
    public string? DefaultBase => "https://generativelanguage.googleapis.com/v1beta";

    public IReadOnlyList<KeyValuePair<string, string>> Headers => [];

    public string UrlOf(string baseUrl, string model, string? apiVersion) => $"{baseUrl}/models/{Uri.EscapeDataString(model)}:generateContent";

    public void Write(Utf8JsonWriter writer, LlmPrompt prompt)
    {
        writer.WriteStartObject();
        if (prompt.System is { } system)
        {
            writer.WriteStartObject("systemInstruction");
            WriteParts(writer, system);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("contents");
        writer.WriteStartObject();
        writer.WriteString("role", "user");
        WriteParts(writer, prompt.Text);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("generationConfig");
        writer.WriteNumber("maxOutputTokens", prompt.MaxTokens);
        if (prompt.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public LlmAnswer? Read(JsonElement body, string model)
    {
        var candidate = body.At("candidates").First();
        return candidate.ValueKind != JsonValueKind.Object ? null : new LlmAnswer(
            candidate.At("content", "parts").TextsOf() ?? string.Empty,
            body.At("modelVersion").AsString() ?? model,
            candidate.At("finishReason").AsString(),
            body.At("usageMetadata", "promptTokenCount").AsCount(),
            body.At("usageMetadata", "candidatesTokenCount").AsCount() + body.At("usageMetadata", "thoughtsTokenCount").AsCount());
    }

    private static void WriteParts(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartArray("parts");
        writer.WriteStartObject();
        writer.WriteString("text", text);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
