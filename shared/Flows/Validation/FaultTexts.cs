namespace HiveFlow.Flows.Validation;

/// <summary>Sentences that both validation and a run use.</summary>
internal static class FaultTexts
{
    /// <summary>The longest id of a node, in characters.</summary>
    public const int LongestId = 100;

    /// <summary>Of an element of <c>nodes</c> that is no object.</summary>
    public const string NoNode = "A node must be an object.";

    /// <summary>Of a node without an id, or with one that is too long.</summary>
    public static readonly string NoId = $"A node needs an id: a text of 1 to {LongestId} characters.";

    public static string UnknownType(string nodeType) => nodeType.Length == 0
        ? "The node says no nodeType."
        : $"The node type {nodeType} cannot be run here; GET /api/nodes/types lists those that can.";

    public static string LeavesBody(string source, string target) =>
        $"The edge from {source} to {target} leaves a loop's body: what follows the loop hangs on its output done.";

    public static string TooDeep(string loop, int most) => $"The loop {loop} is within too many others; loops can be nested {most} deep.";

    public static string NoBody(string loop) => $"The loop {loop} has no body: an edge must leave it by sourceHandle body.";

    public static string StaysOutside(string nodeType) => $"A node of type {nodeType} can't be in a loop's body.";
}
