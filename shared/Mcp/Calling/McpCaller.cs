using HiveFlow.Errors;

namespace HiveFlow.Mcp.Calling;

/// <summary>Calls a tool, see <see cref="McpTools.CallAsync"/>.</summary>
public delegate Task<Result<McpToolResult>> McpCaller(McpCall call, CancellationToken cancellationToken);
