using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using HiveFlow.Errors;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Functions.Mcp;

/// <summary>The shapes of what tools give: JSON as structure and as text, failures with their code.</summary>
internal static class ToolAnswers
{
    public static CallToolResult Of<T>(T value, JsonTypeInfo<T> json)
    {
        var structure = JsonSerializer.SerializeToElement(value, json);
        return new CallToolResult { StructuredContent = structure, Content = [new TextContentBlock { Text = structure.GetRawText() }] };
    }

    public static CallToolResult OfText(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    public static CallToolResult Of(Error error)
    {
        var structure = new JsonObject { ["code"] = error.Code.Value, ["message"] = error.Message };
        if (error.Fields.Count > 0)
        {
            structure["errors"] = new JsonObject(error.Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)new JsonArray([.. f.Value.Select(v => (JsonNode)v)]))));
        }

        return new CallToolResult
        {
            IsError = true,
            StructuredContent = JsonSerializer.SerializeToElement(structure, McpNodeJson.Default.JsonObject),
            Content = [new TextContentBlock { Text = $"{error.Code.Value}: {error.Message}" }],
        };
    }
}
