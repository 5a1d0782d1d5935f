using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Mcp.Calling;
using HiveFlow.Processors.Settings;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Processors.Agents;

/// <summary>The tools of MCP servers that an agent names: asked for once, at its first turn.</summary>
public sealed class McpOffers(Func<McpTools> tools)
{
    /// <summary>The named tools; one that its server does not have, or whose name another tool has, is a fault of the setting.</summary>
    internal async ValueTask<Result<AgentTool[]>> FindAsync(StepContext context, AgentSettings settings, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(context.OrganizationId, out var organization))
        {
            return RequestErrors.NotFound("MCP server");
        }

        var names = settings.Tools.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        List<AgentTool> found = [];
        foreach (var entry in settings.Servers)
        {
            var server = entry.GetProperty("server").GetString()!;
            var listed = await tools().ListAsync(Tenant.Of(organization), context.ActsFor, server, cancellationToken);
            if (!listed.IsSuccess)
            {
                return listed.Error;
            }

            foreach (var name in entry.GetProperty("tools").EnumerateArray().Select(name => name.GetString()!))
            {
                if (listed.Value.FirstOrDefault(tool => tool.Name == name) is not { } tool)
                {
                    return ProcessorErrors.SettingInvalid("tools", $"names the tool {name}, which the server {server} does not have");
                }

                if (!AgentSettings.IsName(name) || !names.Add(name) || names.Count > AgentSettings.MostTools)
                {
                    return ProcessorErrors.SettingInvalid("tools", $"names the tool {name} twice, too many tools, or one whose name models do not take");
                }

                found.Add(new AgentTool(name, "mcp", tool.Description, tool.InputSchema, SettingsOf(server, name)));
            }
        }

        return found.ToArray();
    }

    private static JsonElement SettingsOf(string server, string tool) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("server", server);
        writer.WriteString("tool", tool);
        writer.WriteEndObject();
    });
}
