using System.Buffers;
using System.Text.Json;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Llm.Proxy;

/// <summary>
/// Writes an answer of another provider as the events of a streamed message (https://docs.anthropic.com/en/docs/build-with-claude/streaming).
/// Each method gives the bytes of the events it makes.
/// </summary>
internal sealed class MessageStream(string id, string model)
{
    private const int NoBlock = -2;

    private readonly ArrayBufferWriter<byte> buffer = new();
    private int index = -1;
    private int block = NoBlock;

    public ReadOnlyMemory<byte> Begin(long inputTokens)
    {
        buffer.ResetWrittenCount();
        Event("message_start", writer =>
        {
            writer.WriteStartObject("message");
            MessageWriter.WriteHead(writer, id, model);
            writer.WriteStartArray("content");
            writer.WriteEndArray();
            writer.WriteNull("stop_reason");
            writer.WriteNull("stop_sequence");
            MessageWriter.WriteUsage(writer, inputTokens, 0);
            writer.WriteEndObject();
        });
        return buffer.WrittenMemory;
    }

    public ReadOnlyMemory<byte> Take(LlmDelta delta)
    {
        buffer.ResetWrittenCount();
        if (block != delta.Call)
        {
            EndBlock();
            BeginBlock(delta);
        }

        var (kind, name, piece) = delta.Call < 0 ? ("text_delta", "text", delta.Text) : ("input_json_delta", "partial_json", delta.Arguments);
        if (!string.IsNullOrEmpty(piece))
        {
            Event("content_block_delta", writer =>
            {
                writer.WriteNumber("index", index);
                writer.WriteStartObject("delta");
                writer.WriteString("type", kind);
                writer.WriteString(name, piece);
                writer.WriteEndObject();
            });
        }

        return buffer.WrittenMemory;
    }

    public ReadOnlyMemory<byte> End(LlmAnswer answer)
    {
        buffer.ResetWrittenCount();
        EndBlock();
        Event("message_delta", writer =>
        {
            writer.WriteStartObject("delta");
            writer.WriteString("stop_reason", Translation.StopReason(answer));
            writer.WriteNull("stop_sequence");
            writer.WriteEndObject();
            MessageWriter.WriteUsage(writer, answer.InputTokens, answer.OutputTokens);
        });
        Event("message_stop", static _ => { });
        return buffer.WrittenMemory;
    }

    /// <summary>The event of a failure after the answer has begun.</summary>
    public static ReadOnlyMemory<byte> Broken() =>
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"The model's provider broke off its answer.\"}}\n\n"u8.ToArray();

    private void BeginBlock(LlmDelta delta)
    {
        block = delta.Call;
        index++;
        Event("content_block_start", writer =>
        {
            writer.WriteNumber("index", index);
            writer.WriteStartObject("content_block");
            writer.WriteString("type", delta.Call < 0 ? "text" : "tool_use");
            if (delta.Call < 0)
            {
                writer.WriteString("text", string.Empty);
            }
            else
            {
                writer.WriteString("id", delta.Id);
                writer.WriteString("name", delta.Name);
                writer.WriteStartObject("input");
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
    }

    private void EndBlock()
    {
        if (block != NoBlock)
        {
            Event("content_block_stop", writer => writer.WriteNumber("index", index));
            block = NoBlock;
        }
    }

    private void Event(string name, Action<Utf8JsonWriter> write)
    {
        buffer.Write(System.Text.Encoding.UTF8.GetBytes($"event: {name}\ndata: "));
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", name);
            write(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n\n"u8);
    }
}
