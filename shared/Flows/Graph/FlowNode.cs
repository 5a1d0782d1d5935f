using System.Text.Json;

namespace HiveFlow.Flows.Graph;

/// <summary>A node as read from a saved flow.</summary>
/// <param name="Position">Its place in the saved array, from 0: the graph order.</param>
/// <param name="Id">Unique in the flow; empty when the saved node has none.</param>
/// <param name="NodeType">The value of <c>data.nodeType</c>; empty when it has none.</param>
/// <param name="Data">The whole <c>data</c> object; undefined when it has none.</param>
/// <param name="IsStart">Whether <c>data.startNode</c> is true.</param>
/// <param name="Policy">How it is run.</param>
public sealed record FlowNode(int Position, string Id, string NodeType, JsonElement Data, bool IsStart, NodePolicy Policy)
{
    /// <summary>The node's place in words of the API: <c>nodes[3]</c>.</summary>
    public string Path => $"nodes[{Position}]";
}
