using System.Text.Json;

namespace HiveFlow.Processors.Llm;

/// <summary>Messages (https://docs.anthropic.com/en/api/messages).</summary>
internal sealed class AnthropicWire : ILlmWire
{
    public string? DefaultBase => "https://api.anthropic.com";

    public IReadOnlyList<KeyValuePair<string, string>> Headers => [new("anthropic-version", "2023-06-01")];

    public string UrlOf(string baseUrl, string model, string? apiVersion) => $"{baseUrl}/v1/messages";

    public void Write(Utf8JsonWriter writer, LlmPrompt prompt)
    {
        writer.WriteStartObject();
        writer.WriteString("model", prompt.Model);
        writer.WriteNumber("max_tokens", prompt.MaxTokens);
        if (prompt.System is { } system)
        {
            writer.WriteString("system", system);
        }

        if (prompt.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        writer.WriteStartArray("messages");
        writer.WriteStartObject();
        writer.WriteString("role", "user");
        writer.WriteString("content", prompt.Text);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public LlmAnswer? Read(JsonElement body, string model) => body.At("content").TextsOf() is not { } text ? null : new LlmAnswer(
        text,
        body.At("model").AsString() ?? model,
        body.At("stop_reason").AsString(),
        body.At("usage", "input_tokens").AsCount(),
        body.At("usage", "output_tokens").AsCount());
}
