using System.Text.Json;
using System.Text.RegularExpressions;
using HiveFlow.Flows.Validation;
using HiveFlow.Processors.Llm;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Agents;

/// <summary>What an agent node says.</summary>
/// <param name="Model">Its model and question.</param>
/// <param name="Tools">Its own tools, http and code.</param>
/// <param name="Servers">Its entries for tools of MCP servers.</param>
/// <param name="Flows">Its entries for flows.</param>
/// <param name="MaxSteps">Questions to the model at most.</param>
/// <param name="MaxTokens">Tokens read and written at most, together.</param>
internal sealed partial record AgentSettings(
    LlmSettings Model, IReadOnlyList<AgentTool> Tools, IReadOnlyList<JsonElement> Servers, IReadOnlyList<AgentFlow> Flows, int MaxSteps, long MaxTokens)
{
    public const int MostTools = 64;

    public const int MaxSchemaLength = 32 * 1024;

    private static readonly JsonElement NoParameters = JsonValue.Parse("""{"type":"object"}""");
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal) { "type", "name", "description", "parameters" };

    /// <summary>Whether all providers take that as a tool's name.</summary>
    public static bool IsName(string? name) => name is not null && NamePattern().IsMatch(name);

    /// <summary>Reads them; faults go to the reader, and then the value must not be used.</summary>
    public static AgentSettings Read(SettingsReader read)
    {
        var model = LlmSettings.Read(read);
        List<AgentTool> tools = [];
        List<JsonElement> servers = [];
        List<AgentFlow> flows = [];
        var entries = read.Items("tools", MostTools);
        for (var place = 0; place < entries.Count; place++)
        {
            var fault = entries[place].ValueKind == JsonValueKind.Object ? Add(entries[place], tools, servers, flows) : "must be an object";
            if (fault is not null)
            {
                read.Reject($"tools[{place}]", fault);
            }
        }

        return new AgentSettings(model, tools, servers, flows, (int)read.Whole("maxSteps", 10, 1, 50), read.Whole("maxTokens", 100_000, 1, 2_000_000));
    }

    private static string? Add(JsonElement entry, List<AgentTool> tools, List<JsonElement> servers, List<AgentFlow> flows)
    {
        var kind = Text(entry, "type");
        if (kind == "mcp")
        {
            servers.Add(entry);
            return Text(entry, "server") is { Length: > 0 } && entry.TryGetProperty("tools", out var names) && names.ValueKind == JsonValueKind.Array && names.GetArrayLength() > 0
                && names.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
                ? null
                : "needs a server and the names of its tools that the agent may use";
        }

        var name = Text(entry, "name");
        if (kind == "flow")
        {
            flows.Add(new AgentFlow(Text(entry, "flowId") ?? string.Empty, Text(entry, "version") == "draft", name, Text(entry, "description")));
            return flows[^1].FlowId.Length == 0 ? "needs a flowId" : name is null || IsName(name) ? null : "has a name that models do not take: 1 to 64 letters, digits, _ and -";
        }

        if (kind is not ("http" or "code"))
        {
            return "must be of the type http, code, mcp or flow";
        }

        if (!IsName(name) || tools.Exists(tool => tool.Name == name))
        {
            return "needs a name of its own: 1 to 64 letters, digits, _ and -";
        }

        if (Text(entry, kind == "http" ? "url" : "code") is not { Length: > 0 })
        {
            return kind == "http" ? "needs a url" : "needs code";
        }

        var parameters = entry.TryGetProperty("parameters", out var schema) && schema.ValueKind != JsonValueKind.Null ? schema : NoParameters;
        var why = string.Empty;
        if (parameters.ValueKind != JsonValueKind.Object || parameters.GetRawText().Length > MaxSchemaLength || ValueSchema.Read(parameters, out why) is null)
        {
            return why.Length > 0 ? $"has parameters that can't be used: {why}" : $"needs parameters that are a JSON Schema of at most {MaxSchemaLength / 1024} KiB";
        }

        tools.Add(new AgentTool(name!, kind, Text(entry, "description"), parameters, Without(entry)));
        return null;
    }

    private static JsonElement Without(JsonElement entry) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var member in entry.EnumerateObject().Where(member => !Own.Contains(member.Name)))
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
