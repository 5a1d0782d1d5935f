using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Mcp;
using HiveFlow.Mcp.Calling;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Settings;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Processors.Mcp;

/// <summary>Calls a tool of one of the organization's MCP servers.</summary>
internal sealed class McpToolProcessor(McpCaller call, TimeProvider time) : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "mcpTool",
        Title = "MCP tool",
        Description = "Calls a tool of a registered MCP server. Its output is {text, structuredContent, content}.",
        DefaultTimeout = TimeSpan.FromSeconds(60),
        RawSettings = ["server", "tool"],
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "server": { "type": "string", "minLength": 1, "maxLength": 100, "description": "The server's id or name. No expression." },
                "tool": { "type": "string", "minLength": 1, "maxLength": 128, "description": "The tool's name. No expression." },
                "arguments": { "type": ["object", "string"], "description": "The tool's arguments, or an expression that gives them; none unless set." }
              },
              "required": ["server", "tool"]
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var (server, tool) = (read.RequiredText("server"), read.RequiredText("tool"));
        var arguments = read.Any("arguments") ?? JsonValue.Parse("{}");
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            read.Reject("arguments", $"must be an object, not {SettingsReader.KindOf(arguments)}");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        if (!DocumentId.TryParse(context.OrganizationId, out var organization))
        {
            return StepResult.Failed(RequestErrors.NotFound("MCP server"));
        }

        var start = time.GetTimestamp();
        var called = await call(
            new McpCall(Tenant.Of(organization), context.ActsFor, server, tool, arguments)
            {
                IdempotencyKey = context.IdempotencyKey,
                Timeout = context.Deadline == DateTimeOffset.MaxValue ? Type.DefaultTimeout : context.Deadline - time.GetUtcNow(),
            },
            cancellationToken);
        if (!called.IsSuccess)
        {
            var code = called.Error.Code;
            return StepResult.Failed(called.Error, OutgoingErrors.IsTransient(code) || code.Kind == ErrorKind.Unavailable);
        }

        context.Log.Write("info", $"The tool {tool} of {server} answered in {time.GetElapsedTime(start).TotalMilliseconds:0} ms.");
        var result = called.Value;
        var usage = new Dictionary<string, long> { ["mcp.calls"] = 1 };
        return result.IsError
            ? StepResult.Failed(McpErrors.ToolFailed(tool, result.Text), output: ToOutput(result)) with { Usage = usage }
            : StepResult.Completed(ToOutput(result)) with { Usage = usage };
    }

    private static JsonElement ToOutput(McpToolResult result) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("text", result.Text);
        writer.WritePropertyName("structuredContent");
        (result.StructuredContent ?? JsonValue.Null).WriteTo(writer);
        writer.WritePropertyName("content");
        result.Content.WriteTo(writer);
        writer.WriteEndObject();
    });
}
