using HiveFlow.Mcp.Calling;

namespace HiveFlow.Mcp.Servers;

/// <summary>What a test of an MCP server came to.</summary>
/// <param name="Ok">Whether it gave its tools.</param>
/// <param name="Message">One sentence.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Tools">Its tools; empty when it failed.</param>
public sealed record McpServerTest(bool Ok, string Message, long DurationMs, IReadOnlyList<McpTool> Tools);
