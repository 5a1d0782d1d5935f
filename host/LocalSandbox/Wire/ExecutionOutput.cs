using System.Text;
using System.Text.Json;
using HiveFlow.LocalSandbox.Agent;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>Turns what a kernel says into the interpreter's lines. Nothing it says is passed on unread: it runs user code.</summary>
internal sealed class ExecutionOutput(LineWriter lines, TimeProvider time)
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };
    private static readonly string[] Known = ["number_of_executions", "result", "error"];
    private static readonly object NotUnicode =
        new { type = "error", name = "UnicodeError", value = "The result holds text that is not valid Unicode.", traceback = "" };

    private readonly Decoder _stdout = Encoding.UTF8.GetDecoder();
    private readonly Decoder _stderr = Encoding.UTF8.GetDecoder();

    /// <summary>Set when the kernel ended under the code.</summary>
    public AgentMessage? Died { get; private set; }

    /// <summary>Takes one message.</summary>
    public async ValueTask TakeAsync(AgentMessage message)
    {
        switch (message.Kind)
        {
            case "out":
                var isError = message.Stream == 2;
                await TextAsync(isError ? "stderr" : "stdout", isError ? _stderr : _stdout, message.Body, false);
                break;
            case "event":
                await EventAsync(message.Body);
                break;
            case "died":
                await FlushAsync();
                Died = message;
                break;
            default:
                await FlushAsync();
                break;
        }
    }

    private async ValueTask FlushAsync()
    {
        await TextAsync("stdout", _stdout, default, true);
        await TextAsync("stderr", _stderr, default, true);
    }

    private async ValueTask TextAsync(string type, Decoder decoder, ReadOnlyMemory<byte> bytes, bool isLast)
    {
        var text = new char[decoder.GetCharCount(bytes.Span, isLast)];
        decoder.GetChars(bytes.Span, text, isLast);
        if (text.Length > 0)
        {
            var timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
            await lines.WriteAsync(new { type, text = new string(text), timestamp });
        }
    }

    private static bool IsKnown(JsonElement type) => type.ValueKind == JsonValueKind.String && Known.Any(known => type.ValueEquals(known));

    private async ValueTask EventAsync(ReadOnlyMemory<byte> line)
    {
        JsonElement told;
        try
        {
            told = JsonDocument.Parse(line, Reading).RootElement;
        }
        catch (JsonException)
        {
            // Not from our kernel program: user code wrote on its channel.
            return;
        }

        if (told.ValueKind != JsonValueKind.Object || !told.TryGetProperty("type", out var type) || !IsKnown(type))
        {
            return;
        }

        try
        {
            await lines.WriteAsync(told);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            await lines.WriteAsync(NotUnicode);
        }
    }
}
