using System.Text.Json;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Llm.Wires;

/// <summary>Messages (https://docs.anthropic.com/en/api/messages).</summary>
internal sealed class AnthropicWire : ILlmWire
{
    public string? DefaultBase => "https://api.anthropic.com";

    public IReadOnlyList<KeyValuePair<string, string>> Headers => [new("anthropic-version", "2023-06-01")];

    public string UrlOf(string baseUrl, string model, string? apiVersion, bool isStream) => $"{baseUrl}/v1/messages";

    public void Write(Utf8JsonWriter writer, LlmRequest request, bool isStream)
    {
        writer.WriteStartObject();
        writer.WriteString("model", request.Model);
        writer.WriteNumber("max_tokens", request.MaxTokens);
        if (request.System is { } system)
        {
            writer.WriteString("system", system);
        }

        if (request.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        writer.WriteStartArray("messages");
        foreach (var message in request.Messages)
        {
            WriteMessage(writer, message);
        }

        writer.WriteEndArray();
        WriteTools(writer, request.Tools);
        if (isStream)
        {
            writer.WriteBoolean("stream", true);
        }

        writer.WriteEndObject();
    }

    public LlmAnswer? Read(JsonElement body, string model) => body.At("content") is not { ValueKind: JsonValueKind.Array } content ? null : new LlmAnswer(
        content.TextsOf()!,
        body.At("model").AsString() ?? model,
        body.At("stop_reason").AsString(),
        AnthropicUsage.Input(body.At("usage")),
        body.At("usage", "output_tokens").AsCount())
    {
        ToolCalls =
        [
            .. content.EnumerateArray().Where(part => part.At("type").AsString() == "tool_use").Select(part => new ToolCallPart(
                part.At("id").AsString() ?? string.Empty,
                part.At("name").AsString() ?? string.Empty,
                part.At("input") is { ValueKind: JsonValueKind.Object } input ? input : WireReading.Arguments("null"))),
        ],
    };

    public AnswerStream BeginStream(string model) => new AnthropicStream(model);

    private static void WriteMessage(Utf8JsonWriter writer, LlmMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.Role == LlmRole.User ? "user" : "assistant");
        if (message.Parts is [TextPart only])
        {
            writer.WriteString("content", only.Text);
        }
        else
        {
            writer.WriteStartArray("content");
            foreach (var part in message.Parts)
            {
                WritePart(writer, part);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter writer, LlmPart part)
    {
        writer.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                writer.WriteString("type", "text");
                writer.WriteString("text", text.Text);
                break;
            case ImagePart image:
                writer.WriteString("type", "image");
                writer.WriteStartObject("source");
                writer.WriteString("type", "url");
                writer.WriteString("url", image.Url);
                writer.WriteEndObject();
                break;
            case ToolCallPart call:
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", call.Id);
                writer.WriteString("name", call.Name);
                writer.WritePropertyName("input");
                (call.Arguments.ValueKind == JsonValueKind.Object ? call.Arguments : WireReading.Arguments(null)).WriteTo(writer);
                break;
            case ToolResultPart result:
                writer.WriteString("type", "tool_result");
                writer.WriteString("tool_use_id", result.CallId);
                writer.WriteString("content", result.Text);
                if (result.IsError)
                {
                    writer.WriteBoolean("is_error", true);
                }

                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter writer, IReadOnlyList<LlmTool> tools)
    {
        if (tools.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tool.Name);
            if (tool.Description is { } description)
            {
                writer.WriteString("description", description);
            }

            writer.WritePropertyName("input_schema");
            tool.Parameters.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
