using System.Text.Json;

namespace HiveFlow.Processors.Llm;

/// <summary>Chat completions (https://platform.openai.com/docs/api-reference/chat), of OpenAI, Azure and servers that speak the same.</summary>
internal sealed class OpenAiWire(string? defaultBase, bool isAzure = false) : ILlmWire
{
    public string? DefaultBase => defaultBase;

    public IReadOnlyList<KeyValuePair<string, string>> Headers => [];

    public string UrlOf(string baseUrl, string model, string? apiVersion) => isAzure
        ? $"{baseUrl}/openai/deployments/{Uri.EscapeDataString(model)}/chat/completions?api-version={Uri.EscapeDataString(apiVersion ?? "2024-10-21")}"
        : $"{baseUrl}/chat/completions";

    public void Write(Utf8JsonWriter writer, LlmPrompt prompt)
    {
        writer.WriteStartObject();
        writer.WriteString("model", prompt.Model);
        writer.WriteStartArray("messages");
        if (prompt.System is { } system)
        {
            WriteMessage(writer, "system", system);
        }

        WriteMessage(writer, "user", prompt.Text);
        writer.WriteEndArray();

        // OpenAI's newer models refuse max_tokens; many other servers know nothing else.
        writer.WriteNumber(defaultBase is null && !isAzure ? "max_tokens" : "max_completion_tokens", prompt.MaxTokens);
        if (prompt.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        writer.WriteEndObject();
    }

    public LlmAnswer? Read(JsonElement body, string model)
    {
        var choice = body.At("choices").First();
        var message = choice.At("message");
        return message.ValueKind != JsonValueKind.Object ? null : new LlmAnswer(
            message.At("content").AsString() ?? string.Empty,
            body.At("model").AsString() ?? model,
            choice.At("finish_reason").AsString(),
            body.At("usage", "prompt_tokens").AsCount(),
            body.At("usage", "completion_tokens").AsCount());
    }

    private static void WriteMessage(Utf8JsonWriter writer, string role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteString("content", text);
        writer.WriteEndObject();
    }
}
