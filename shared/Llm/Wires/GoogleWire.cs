using System.Text.Json;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Llm.Wires;

/// <summary>generateContent (https://ai.google.dev/api/generate-content).</summary>
internal sealed class GoogleWire : ILlmWire
{
    public string? DefaultBase => "https://generativelanguage.googleapis.com/v1beta";

    public IReadOnlyList<KeyValuePair<string, string>> Headers => [];

    public string UrlOf(string baseUrl, string model, string? apiVersion, bool isStream) =>
        $"{baseUrl}/models/{Uri.EscapeDataString(model)}:{(isStream ? "streamGenerateContent?alt=sse" : "generateContent")}";

    public void Write(Utf8JsonWriter writer, LlmRequest request, bool isStream)
    {
        writer.WriteStartObject();
        if (request.System is { } system)
        {
            writer.WriteStartObject("systemInstruction");
            WriteParts(writer, [new TextPart(system)]);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("contents");
        foreach (var message in request.Messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role == LlmRole.User ? "user" : "model");
            WriteParts(writer, message.Parts);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteTools(writer, request.Tools);
        writer.WriteStartObject("generationConfig");
        writer.WriteNumber("maxOutputTokens", request.MaxTokens);
        if (request.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        if (request.AnswerSchema is not null)
        {
            writer.WriteString("responseMimeType", "application/json");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public LlmAnswer? Read(JsonElement body, string model)
    {
        var candidate = body.At("candidates").First();
        if (candidate.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var parts = candidate.At("content", "parts");
        return new LlmAnswer(
            parts.TextsOf() ?? string.Empty,
            body.At("modelVersion").AsString() ?? model,
            candidate.At("finishReason").AsString(),
            body.At("usageMetadata", "promptTokenCount").AsCount(),
            body.At("usageMetadata", "candidatesTokenCount").AsCount() + body.At("usageMetadata", "thoughtsTokenCount").AsCount())
        {
            ToolCalls =
            [
                .. parts.Items().Select(part => part.At("functionCall")).Where(call => call.ValueKind == JsonValueKind.Object).Select((call, place) => new ToolCallPart(
                    GoogleStream.IdOf(call, place),
                    call.At("name").AsString() ?? string.Empty,
                    call.At("args") is { ValueKind: JsonValueKind.Object } args ? args : WireReading.Arguments(null))),
            ],
        };
    }

    public AnswerStream BeginStream(string model) => new GoogleStream(model);

    private static void WriteParts(Utf8JsonWriter writer, IReadOnlyList<LlmPart> parts)
    {
        writer.WriteStartArray("parts");
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            switch (part)
            {
                case TextPart text:
                    writer.WriteString("text", text.Text);
                    break;
                case ToolCallPart call:
                    writer.WriteStartObject("functionCall");
                    writer.WriteString("name", call.Name);
                    writer.WritePropertyName("args");
                    (call.Arguments.ValueKind == JsonValueKind.Object ? call.Arguments : WireReading.Arguments(null)).WriteTo(writer);
                    writer.WriteEndObject();
                    break;
                case ToolResultPart result:
                    writer.WriteStartObject("functionResponse");
                    writer.WriteString("name", result.Name);
                    writer.WriteStartObject("response");
                    writer.WriteString(result.IsError ? "error" : "result", result.Text);
                    writer.WriteEndObject();
                    writer.WriteEndObject();
                    break;
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter writer, IReadOnlyList<LlmTool> tools)
    {
        if (tools.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tools");
        writer.WriteStartObject();
        writer.WriteStartArray("functionDeclarations");
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tool.Name);
            writer.WriteString("description", tool.Description ?? tool.Name);
            writer.WritePropertyName("parametersJsonSchema");
            tool.Parameters.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
