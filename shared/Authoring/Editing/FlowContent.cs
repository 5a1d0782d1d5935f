using System.Text.Json;
using HiveFlow.Errors;

namespace HiveFlow.Authoring.Editing;

/// <summary>A flow's nodes and edges, edited piecewise; unknown fields of everything stay as they are.</summary>
public sealed class FlowContent
{
    private readonly List<JsonElement> nodes;
    private readonly List<JsonElement> edges;

    private FlowContent(List<JsonElement> nodes, List<JsonElement> edges)
    {
        this.nodes = nodes;
        this.edges = edges;
    }

    /// <summary>The nodes in order.</summary>
    public IReadOnlyList<JsonElement> Nodes => nodes;

    /// <summary>The edges in order.</summary>
    public IReadOnlyList<JsonElement> Edges => edges;

    /// <summary>Of a flow.</summary>
    public static FlowContent Of(Flow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return new FlowContent([.. flow.Nodes.EnumerateArray()], [.. flow.Edges.EnumerateArray()]);
    }

    /// <summary>The flow with this content; fails when it has grown too large.</summary>
    public Result<Flow> PutInto(Flow flow) => FlowRules.WithContent(
        flow,
        JsonSerializer.SerializeToElement(nodes, AuthoringJson.Default.ListJsonElement),
        JsonSerializer.SerializeToElement(edges, AuthoringJson.Default.ListJsonElement));

    /// <summary>The node of that id, or null.</summary>
    public JsonElement? Node(string id) => At(nodes, id) is >= 0 and var place ? nodes[place] : null;

    /// <summary>The edge of that id, or null.</summary>
    public JsonElement? Edge(string id) => At(edges, id) is >= 0 and var place ? edges[place] : null;

    /// <summary>Adds a node; its id must be a new text of 1 to 100 characters.</summary>
    public Error? AddNode(JsonElement node) => Add(nodes, node, "a node");

    /// <summary>Adds an edge; its id must be new, its ends must be nodes of the flow.</summary>
    public Error? AddEdge(JsonElement edge) => EndsFault(edge) ?? Add(edges, edge, "an edge");

    /// <summary>Puts a node in place of the one of that id, which it keeps.</summary>
    public Error? ReplaceNode(string id, JsonElement node) => Replace(nodes, id, node, "node");

    /// <summary>Puts an edge in place of the one of that id, which it keeps.</summary>
    public Error? ReplaceEdge(string id, JsonElement edge) => EndsFault(edge) ?? Replace(edges, id, edge, "connection");

    /// <summary>Removes a node and every edge at it.</summary>
    public Error? RemoveNode(string id)
    {
        if (nodes.RemoveAll(node => JsonObjects.Text(node, "id") == id) == 0)
        {
            return RequestErrors.NotFound("node");
        }

        edges.RemoveAll(edge => JsonObjects.Text(edge, "source") == id || JsonObjects.Text(edge, "target") == id);
        return null;
    }

    /// <summary>Removes an edge.</summary>
    public Error? RemoveEdge(string id) =>
        edges.RemoveAll(edge => JsonObjects.Text(edge, "id") == id) == 0 ? RequestErrors.NotFound("connection") : null;

    private static int At(List<JsonElement> list, string id) => list.FindIndex(item => JsonObjects.Text(item, "id") == id);

    private static Error? Add(List<JsonElement> list, JsonElement item, string what)
    {
        if (IdFault(item) is { } fault)
        {
            return fault;
        }

        var id = JsonObjects.Text(item, "id")!;
        if (At(list, id) >= 0)
        {
            return FlowErrors.DuplicateId(what, id);
        }

        list.Add(item);
        return null;
    }

    private static Error? Replace(List<JsonElement> list, string id, JsonElement item, string what)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return RequestErrors.Malformed("The body must be a JSON object.");
        }

        if (At(list, id) is not (>= 0 and var place))
        {
            return RequestErrors.NotFound(what);
        }

        list[place] = JsonObjects.With(item, "id", id);
        return null;
    }

    private static Error? IdFault(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return RequestErrors.Malformed("The body must be a JSON object.");
        }

        return JsonObjects.Text(item, "id") is { Length: > 0 and <= 100 }
            ? null
            : RequestErrors.Invalid("id", "id must be a text of 1 to 100 characters.");
    }

    private Error? EndsFault(JsonElement edge)
    {
        foreach (var end in (string[])["source", "target"])
        {
            if (JsonObjects.Text(edge, end) is not { } id || At(nodes, id) < 0)
            {
                return RequestErrors.Invalid(end, $"{end} must be the id of a node of this flow.");
            }
        }

        return null;
    }
}
