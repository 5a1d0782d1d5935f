using System.Text;
using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Flows;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Functions.Mcp;

/// <summary>The tools that find, make and switch flows, and the documentation.</summary>
public sealed class FlowTools
{
    private static readonly ToolAnnotations Reads = new() { ReadOnlyHint = true, OpenWorldHint = false };

    private readonly FlowCatalog catalog;
    private readonly FlowCounts counts;
    private readonly LlmsText documentation;

    /// <summary>All of them.</summary>
    public FlowTools(FlowCatalog catalog, FlowCounts counts, LlmsText documentation)
    {
        this.catalog = catalog;
        this.counts = counts;
        this.documentation = documentation;
        Tools =
        [
            BuiltInTool.Of("list_flows", Access.Read, "Lists the organization's flows, last changed or run first.", """
                {"type":"object","properties":{
                  "status":{"enum":["draft","active","paused","stopped","archived"],"description":"Only flows of this status."},
                  "limit":{"type":"integer","minimum":1,"maximum":200,"default":50},
                  "cursor":{"type":"string","description":"The nextCursor of the page before."}},"additionalProperties":false}
                """, Reads, ListAsync),
            BuiltInTool.Of("get_flow", Access.Read, "Shows a flow with its nodes and edges.", """
                {"type":"object","properties":{"flowId":{"type":"string","description":"24 hex digits."}},"required":["flowId"],"additionalProperties":false}
                """, Reads, GetAsync),
            BuiltInTool.Of("create_flow", Access.Write, "Makes a flow as a draft. Kinds of nodes and their settings: GET /api/nodes/types, see docs.", """
                {"type":"object","properties":{
                  "name":{"type":"string","minLength":1,"maxLength":200},
                  "description":{"type":"string","maxLength":2000},
                  "nodes":{"type":"array","items":{"type":"object"},"description":"Nodes {id, data {nodeType, …}}."},
                  "edges":{"type":"array","items":{"type":"object"},"description":"Edges {id, source, target, sourceHandle}."}},
                 "required":["name"],"additionalProperties":false}
                """, new ToolAnnotations { DestructiveHint = false, OpenWorldHint = false }, CreateAsync),
            BuiltInTool.Of("set_flow_state", Access.Execute, "Switches a flow's triggers on (active) or off (paused).", """
                {"type":"object","properties":{
                  "flowId":{"type":"string","description":"24 hex digits."},
                  "state":{"enum":["active","paused"]}},"required":["flowId","state"],"additionalProperties":false}
                """, new ToolAnnotations { DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false }, SwitchAsync),
            BuiltInTool.Of("docs", Access.Read, "Gives the documentation of the API, whole or the sections that hold a word.", """
                {"type":"object","properties":{"topic":{"type":"string","maxLength":100,"description":"A word, such as webhooks."}},"additionalProperties":false}
                """, Reads, DocsAsync),
        ];
    }

    internal IReadOnlyList<BuiltInTool> Tools { get; }

    private async Task<CallToolResult> ListAsync(McpTurn turn, ToolArguments arguments, CancellationToken cancellationToken)
    {
        var read = arguments.Only("status", "limit", "cursor");
        var filter = new FlowFilter(read.Text("status"), read.Whole("limit", 1, 200) ?? 50, read.Text("cursor"));
        if (read.Fault is { } fault)
        {
            return ToolAnswers.Of(fault);
        }

        if (filter.Status is not null && !FlowStatus.All.Contains(filter.Status))
        {
            return ToolAnswers.Of(RequestErrors.Invalid("status", $"status must be one of {string.Join(", ", FlowStatus.All)}."));
        }

        var page = await BoundFlows.ListAsync(catalog, turn.Caller, filter, cancellationToken);
        return ToolAnswers.Of(new FlowListAnswer([.. page.Items.Select(flow => FlowSummary.Of(flow.Document))], page.NextCursor), McpApiJson.Default.FlowListAnswer);
    }

    private async Task<CallToolResult> GetAsync(McpTurn turn, ToolArguments arguments, CancellationToken cancellationToken)
    {
        var id = arguments.Only("flowId").Required("flowId");
        if (arguments.Fault is { } fault)
        {
            return ToolAnswers.Of(fault);
        }

        return turn.Caller.MayUseFlow(id) && await catalog.GetAsync(turn.Caller.Tenant, id, cancellationToken) is { } flow
            ? ToolAnswers.Of(await counts.ViewAsync(turn.Caller.Tenant, flow.Document, cancellationToken), FlowsApiJson.Default.FlowView)
            : ToolAnswers.Of(RequestErrors.NotFound("flow"));
    }

    private async Task<CallToolResult> CreateAsync(McpTurn turn, ToolArguments arguments, CancellationToken cancellationToken)
    {
        var read = arguments.Only("name", "description", "nodes", "edges");
        var draft = new FlowDraft { Name = read.Required("name"), Description = read.Text("description"), Nodes = read.List("nodes"), Edges = read.List("edges") };
        if (read.Fault is { } fault)
        {
            return ToolAnswers.Of(fault);
        }

        if (turn.Caller.FlowIds is not null)
        {
            return ToolAnswers.Of(GateErrors.KeyBoundToFlows());
        }

        var made = await catalog.CreateAsync(turn.Caller.Tenant, turn.Caller.UserId.ToString(), draft, cancellationToken);
        return made.IsSuccess ? ToolAnswers.Of(FlowView.Of(made.Value, 0), FlowsApiJson.Default.FlowView) : ToolAnswers.Of(made.Error);
    }

    private async Task<CallToolResult> SwitchAsync(McpTurn turn, ToolArguments arguments, CancellationToken cancellationToken)
    {
        var (id, state) = (arguments.Only("flowId", "state").Required("flowId"), arguments.Required("state"));
        var fault = arguments.Fault
            ?? (state is FlowStatus.Active or FlowStatus.Paused ? null : RequestErrors.Invalid("state", "state must be active or paused."))
            ?? (turn.Caller.MayUseFlow(id) ? null : RequestErrors.NotFound("flow"));
        if (fault is not null)
        {
            return ToolAnswers.Of(fault);
        }

        var flow = await catalog.SetStateAsync(turn.Caller.Tenant, id, state, cancellationToken);
        return flow.IsSuccess ? ToolAnswers.Of(FlowSummary.Of(flow.Value), McpApiJson.Default.FlowSummary) : ToolAnswers.Of(flow.Error);
    }

    private Task<CallToolResult> DocsAsync(McpTurn turn, ToolArguments arguments, CancellationToken cancellationToken)
    {
        var topic = arguments.Only("topic").Text("topic");
        if (arguments.Fault is { } fault)
        {
            return Task.FromResult(ToolAnswers.Of(fault));
        }

        var text = Encoding.UTF8.GetString(documentation.Utf8);
        if (string.IsNullOrWhiteSpace(topic))
        {
            return Task.FromResult(ToolAnswers.OfText(text));
        }

        var sections = text.Split("\n## ").Skip(1).Where(section => section.Contains(topic.Trim(), StringComparison.OrdinalIgnoreCase)).ToList();
        return Task.FromResult(ToolAnswers.OfText(sections.Count == 0
            ? "No section has that word; call docs without a topic for the whole."
            : string.Concat(sections.Select(section => $"## {section}\n"))));
    }
}
