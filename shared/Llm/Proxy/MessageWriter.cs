using System.Buffers;
using System.Text.Json;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Llm.Proxy;

/// <summary>Writes an answer of another provider as a whole message of Anthropic's.</summary>
internal static class MessageWriter
{
    public static ReadOnlyMemory<byte> Whole(string id, string model, LlmAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteHead(writer, id, model);
            writer.WriteStartArray("content");
            if (answer.Text.Length > 0)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "text");
                writer.WriteString("text", answer.Text);
                writer.WriteEndObject();
            }

            foreach (var call in answer.ToolCalls)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", call.Id);
                writer.WriteString("name", call.Name);
                writer.WritePropertyName("input");
                if (call.Arguments.ValueKind == JsonValueKind.Object)
                {
                    call.Arguments.WriteTo(writer);
                }
                else
                {
                    writer.WriteStartObject();
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("stop_reason", Translation.StopReason(answer));
            writer.WriteNull("stop_sequence");
            WriteUsage(writer, answer.InputTokens, answer.OutputTokens);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    internal static void WriteHead(Utf8JsonWriter writer, string id, string model)
    {
        writer.WriteString("id", id);
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", model);
    }

    internal static void WriteUsage(Utf8JsonWriter writer, long input, long output)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", input);
        writer.WriteNumber("output_tokens", output);
        writer.WriteEndObject();
    }
}
