using System.Text;
using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Functions.Flows;
using HiveFlow.Identity.Callers;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Functions.Mcp;

/// <summary>
/// Each published flow as a tool of its own: <c>&lt;name&gt;_&lt;id&gt;</c>. Its arguments are the inputs of a run of the published version; their
/// schema is the flow's <c>inputSchema</c>, or that of its start node, where there is one.
/// </summary>
public sealed class PublishedFlows(FlowCatalog catalog, RunTools runs, TimeProvider clock)
{
    private const int PageSize = 100;
    private const int IdLength = 24;
    private const int MaxSlug = 30;
    private const int MaxSchema = 64 * 1024;
    private static readonly JsonElement AnyObject = JsonDocument.Parse("""{"type":"object"}""").RootElement;

    /// <summary>Those among a page of flows.</summary>
    internal async ValueTask<(IEnumerable<Tool> Tools, string? NextCursor)> ListAsync(Caller caller, string? cursor, CancellationToken cancellationToken)
    {
        var page = await BoundFlows.ListAsync(catalog, caller, new FlowFilter(null, PageSize, cursor), cancellationToken);
        return (page.Items.Select(flow => flow.Document).Where(IsTool).Select(ToTool), page.NextCursor);
    }

    /// <summary>Runs one; null when no such flow is a tool for this caller.</summary>
    internal async ValueTask<CallToolResult?> CallAsync(
        McpTurn turn, string name, IDictionary<string, JsonElement>? arguments, CancellationToken cancellationToken)
    {
        var id = name.Length > IdLength && name[^(IdLength + 1)] == '_' ? name[^IdLength..] : string.Empty;
        if (!turn.Caller.MayUseFlow(id) || await catalog.GetAsync(turn.Caller.Tenant, id, cancellationToken) is not { } flow || !IsTool(flow.Document))
        {
            return null;
        }

        var inputs = arguments is null ? JsonValues.EmptyObject : JsonSerializer.SerializeToElement(arguments, McpNodeJson.Default.IDictionaryStringJsonElement);
        return await runs.LaunchPublishedAsync(turn, flow, inputs, DocumentId.New(clock).ToString(), cancellationToken);
    }

    internal static string NameOf(Flow flow)
    {
        var slug = new StringBuilder();
        foreach (var c in flow.Name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '_')
            {
                slug.Append('_');
            }

            if (slug.Length >= MaxSlug)
            {
                break;
            }
        }

        var text = slug.ToString().Trim('_');
        return $"{(text.Length == 0 ? "flow" : text)}_{flow.Id}";
    }

    private static bool IsTool(Flow flow) => flow.PublishedVersion > 0 && flow.Status != FlowStatus.Archived;

    private static Tool ToTool(Flow flow) => new()
    {
        Name = NameOf(flow),
        Title = flow.Name,
        Description = flow.Description.Length == 0 ? $"Runs the flow '{flow.Name}'." : flow.Description,
        InputSchema = SchemaOf(flow),
        Annotations = new ToolAnnotations { Title = flow.Name, OpenWorldHint = true },
    };

    private static JsonElement SchemaOf(Flow flow)
    {
        if (flow.Extra.TryGetValue("inputSchema", out var own) && IsSchema(own))
        {
            return own;
        }

        foreach (var node in flow.Nodes.ValueKind == JsonValueKind.Array ? flow.Nodes.EnumerateArray() : default)
        {
            if (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("inputSchema", out var schema) && IsSchema(schema))
            {
                return schema;
            }
        }

        return AnyObject;
    }

    /// <summary>What clients take for a tool's schema: an object's.</summary>
    private static bool IsSchema(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && JsonValues.RawLength(value) <= MaxSchema
        && value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object");
}
