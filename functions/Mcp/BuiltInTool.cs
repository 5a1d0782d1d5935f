using System.Text.Json;
using HiveFlow.Functions.Gate;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Functions.Mcp;

/// <summary>A tool that is there for everybody who may use it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Access">Who may use it: the rule of the same call of the API.</param>
/// <param name="Tool">As it is listed.</param>
/// <param name="CallAsync">What it does.</param>
internal sealed record BuiltInTool(string Name, Access Access, Tool Tool, Func<McpTurn, ToolArguments, CancellationToken, Task<CallToolResult>> CallAsync)
{
    public static BuiltInTool Of(
        string name,
        Access access,
        string description,
        string schema,
        ToolAnnotations annotations,
        Func<McpTurn, ToolArguments, CancellationToken, Task<CallToolResult>> call)
    {
        using var document = JsonDocument.Parse(schema);
        var tool = new Tool { Name = name, Description = description, InputSchema = document.RootElement.Clone(), Annotations = annotations };
        return new BuiltInTool(name, access, tool, call);
    }
}
