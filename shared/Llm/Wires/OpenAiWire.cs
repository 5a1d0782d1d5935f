using System.Text.Json;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Llm.Wires;

/// <summary>Chat completions (https://platform.openai.com/docs/api-reference/chat), of OpenAI, Azure and servers that speak the same.</summary>
internal sealed class OpenAiWire(string? defaultBase, bool isAzure = false) : ILlmWire
{
    private bool IsOpenAi => defaultBase is not null || isAzure;

    public string? DefaultBase => defaultBase;

    public IReadOnlyList<KeyValuePair<string, string>> Headers => [];

    public string UrlOf(string baseUrl, string model, string? apiVersion, bool isStream) => isAzure
        ? $"{baseUrl}/openai/deployments/{Uri.EscapeDataString(model)}/chat/completions?api-version={Uri.EscapeDataString(apiVersion ?? "2024-10-21")}"
        : $"{baseUrl}/chat/completions";

    public void Write(Utf8JsonWriter writer, LlmRequest request, bool isStream)
    {
        writer.WriteStartObject();
        writer.WriteString("model", request.Model);
        writer.WriteStartArray("messages");
        OpenAiMessages.Write(writer, request);
        writer.WriteEndArray();

        // OpenAI's newer models refuse max_tokens; many other servers know nothing else.
        writer.WriteNumber(IsOpenAi ? "max_completion_tokens" : "max_tokens", request.MaxTokens);
        if (request.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        if (request.TopP is { } topP)
        {
            writer.WriteNumber("top_p", topP);
        }

        if (request.StopSequences.Count > 0)
        {
            writer.WriteStartArray("stop");
            foreach (var stop in request.StopSequences)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        OpenAiMessages.WriteTools(writer, request);
        if (request.AnswerSchema is { } schema && IsOpenAi)
        {
            WriteFormat(writer, schema);
        }

        if (isStream)
        {
            writer.WriteBoolean("stream", true);
            writer.WriteStartObject("stream_options");
            writer.WriteBoolean("include_usage", true);
            writer.WriteEndObject();
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
            body.At("usage", "completion_tokens").AsCount())
        {
            ToolCalls =
            [
                .. message.At("tool_calls").Items().Select(call => new ToolCallPart(
                    call.At("id").AsString() ?? string.Empty,
                    call.At("function", "name").AsString() ?? string.Empty,
                    WireReading.Arguments(call.At("function", "arguments").AsString()))),
            ],
        };
    }

    public AnswerStream BeginStream(string model) => new OpenAiStream(model);

    private static void WriteFormat(Utf8JsonWriter writer, JsonElement schema)
    {
        writer.WriteStartObject("response_format");
        writer.WriteString("type", "json_schema");
        writer.WriteStartObject("json_schema");
        writer.WriteString("name", "answer");
        writer.WritePropertyName("schema");
        schema.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
