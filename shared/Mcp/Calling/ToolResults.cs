using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Vault.Redaction;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Mcp.Calling;

/// <summary>Turns what a tool gave back into ours.</summary>
internal static class ToolResults
{
    public static Result<McpToolResult> Read(string server, CallToolResult result, SecretMask mask)
    {
        var whole = JsonSerializer.SerializeToElement(result, McpJsonUtilities.DefaultOptions);
        if (!SoundJson.IsSound(whole))
        {
            return McpErrors.AnswerInvalid(server, $"its result is deeper than {SoundJson.MaxDepth} levels or holds what is no text");
        }

        var clean = mask.Apply(whole);
        var text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(t => t.Text));
        return new McpToolResult(
            clean.GetProperty("content"),
            clean.TryGetProperty("structuredContent", out var structured) && structured.ValueKind != JsonValueKind.Null ? structured : null,
            mask.Apply(text),
            result.IsError == true);
    }
}
