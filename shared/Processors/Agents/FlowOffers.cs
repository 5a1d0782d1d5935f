using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Agents;

/// <summary>The flows that an agent names as tools: looked up once, at its first turn.</summary>
public sealed class FlowOffers(Func<FindFlowTool> find)
{
    private const int MaxSlug = 60;
    private static readonly JsonElement AnyObject = JsonValue.Parse("""{"type":"object"}""");

    /// <summary>The named flows; one that can't be run, or whose name another tool has, is a fault of the setting.</summary>
    /// <param name="context">The agent's step.</param>
    /// <param name="settings">What it says.</param>
    /// <param name="others">Tools that are offered besides.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async ValueTask<Result<AgentTool[]>> FindAsync(
        StepContext context, AgentSettings settings, IReadOnlyList<AgentTool> others, CancellationToken cancellationToken)
    {
        var names = settings.Tools.Concat(others).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        List<AgentTool> found = [];
        foreach (var flow in settings.Flows)
        {
            var known = await find()(context, flow.FlowId, flow.UsesDraft, cancellationToken);
            if (!known.IsSuccess)
            {
                return known.Error;
            }

            var name = flow.Name ?? NameOf(known.Value.Name, flow.FlowId);
            if (!names.Add(name) || names.Count > AgentSettings.MostTools)
            {
                return ProcessorErrors.SettingInvalid("tools", $"has two tools of the name {name}, or too many: give the flow a name of its own");
            }

            var schema = known.Value.InputSchema is { ValueKind: JsonValueKind.Object } own ? own : AnyObject;
            if (schema.GetRawText().Length > AgentSettings.MaxSchemaLength)
            {
                return ProcessorErrors.SettingInvalid("tools", $"names the flow {name}, whose inputSchema is over {AgentSettings.MaxSchemaLength / 1024} KiB");
            }

            var description = flow.Description ?? (known.Value.Description.Length > 0 ? known.Value.Description : $"Runs the flow '{known.Value.Name}'.");
            found.Add(new AgentTool(name, "flow", description, schema, SettingsOf(flow)));
        }

        return found.ToArray();
    }

    /// <summary>A flow's name in letters that every model takes.</summary>
    private static string NameOf(string name, string flowId)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (slug.Length < MaxSlug && (char.IsAsciiLetterOrDigit(c) || (slug.Length > 0 && slug[^1] != '_')))
            {
                slug.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
            }
        }

        var text = slug.ToString().Trim('_');
        return text.Length > 0 ? text : $"flow_{new string([.. flowId.Where(char.IsAsciiLetterOrDigit).Take(MaxSlug / 2)])}";
    }

    private static JsonElement SettingsOf(AgentFlow flow) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("flowId", flow.FlowId);
        writer.WriteString("version", flow.UsesDraft ? "draft" : "published");
        writer.WriteEndObject();
    });
}
