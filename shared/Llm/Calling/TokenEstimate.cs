using System.Text;
using HiveFlow.Llm.Conversations;

namespace HiveFlow.Llm.Calling;

/// <summary>Tokens where nobody has counted them: one for every four bytes of text, as English comes to.</summary>
public static class TokenEstimate
{
    private const int BytesPerToken = 4;

    /// <summary>Of so many bytes.</summary>
    public static long OfBytes(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    /// <summary>Of a question.</summary>
    public static long Of(LlmRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return OfBytes(BytesOf(request.System) + request.Messages.Sum(m => m.Parts.Sum(BytesOf)) + request.Tools.Sum(t => BytesOf(t.Description) + t.Parameters.GetRawText().Length));
    }

    /// <summary>Of an answer.</summary>
    public static long Of(LlmAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return OfBytes(BytesOf(answer.Text) + answer.ToolCalls.Sum(BytesOf));
    }

    private static long BytesOf(LlmPart part) => part switch
    {
        TextPart text => BytesOf(text.Text),
        ToolCallPart call => BytesOf(call.Name) + call.Arguments.GetRawText().Length,
        ToolResultPart result => BytesOf(result.Text),
        _ => 0,
    };

    private static long BytesOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
