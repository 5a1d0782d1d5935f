using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Vault.Redaction;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Mcp.Calling;

/// <summary>Reads a server's list of tools within bounds.</summary>
internal static class ToolLists
{
    private const int MaxPages = 20;
    private const int MaxName = 128;

    /// <summary>All pages; of tools with one name the first.</summary>
    public static async Task<Result<IReadOnlyList<Tool>>> ReadAsync(McpClient client, string server, McpOptions options, CancellationToken cancellationToken)
    {
        if (client.ServerCapabilities.Tools is null)
        {
            return Array.Empty<Tool>();
        }

        var tools = new Dictionary<string, Tool>(StringComparer.Ordinal);
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var listed = await client.ListToolsAsync(new ListToolsRequestParams { Cursor = cursor }, cancellationToken);
            foreach (var tool in listed.Tools)
            {
                if (Fault(tool, server, options) is { } fault)
                {
                    return fault;
                }

                tools.TryAdd(tool.Name, tool);
            }

            if (tools.Count > options.MaxTools)
            {
                break;
            }

            if (string.IsNullOrEmpty(listed.NextCursor))
            {
                return tools.Values.ToArray();
            }

            cursor = listed.NextCursor;
        }

        return McpErrors.TooLarge(server, $"more than {options.MaxTools} tools, or more than {MaxPages} pages of them");
    }

    /// <summary>The same as we hand them on.</summary>
    public static Result<IReadOnlyList<McpTool>> ToTools(IReadOnlyList<Tool> tools, SecretMask mask) => tools
        .Select(t => new McpTool(mask.Apply(t.Name), Masked(t.Title ?? t.Annotations?.Title, mask), Masked(t.Description, mask), mask.Apply(t.InputSchema)))
        .ToArray();

    private static Error? Fault(Tool tool, string server, McpOptions options)
    {
        if (tool.Name is not { Length: > 0 and <= MaxName } || tool.Name.Any(char.IsControl))
        {
            return McpErrors.AnswerInvalid(server, $"a tool's name is not 1 to {MaxName} characters");
        }

        if (!SoundJson.IsSound(tool.InputSchema))
        {
            return McpErrors.AnswerInvalid(server, $"the schema of the tool {tool.Name} is deeper than {SoundJson.MaxDepth} levels or holds what is no text");
        }

        var size = JsonMarshal.GetRawUtf8Value(tool.InputSchema).Length + Encoding.UTF8.GetByteCount(tool.Description ?? string.Empty);
        return size > options.MaxToolBytes
            ? McpErrors.TooLarge(server, $"description and schema of the tool {tool.Name} take more than {options.MaxToolBytes} bytes")
            : null;
    }

    private static string? Masked(string? text, SecretMask mask) => text is null ? null : mask.Apply(text);
}
