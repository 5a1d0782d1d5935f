namespace HiveFlow.Orchestrations.Tests;

/// <summary>Nodes in a word.</summary>
internal static class Nodes
{
    public const string Start = """{"id":"start","data":{"nodeType":"trigger","startNode":true}}""";

    public static string Set(string id, string value) => Node(id, "set", $",\"values\":{{\"v\":{(value.StartsWith('{') ? $"\"{value}\"" : value)}}}");

    public static string Probe(string id, string settings = "") => Node(id, "probe", settings);

    public static string Map(string id, string items, string settings = "") => Node(id, "map", $",\"items\":{(items.StartsWith('{') ? $"\"{items}\"" : items)}{settings}");

    public static string Loop(string id, string items, string settings = "") => Node(id, "loop", $",\"items\":{(items.StartsWith('{') ? $"\"{items}\"" : items)}{settings}");

    public static string Node(string id, string type, string settings) => $"{{\"id\":\"{id}\",\"data\":{{\"nodeType\":\"{type}\"{settings}}}}}";

    public static string List(params IEnumerable<string> nodes) => $"[{string.Join(',', nodes)}]";

    /// <summary>Edges as <c>a&gt;b</c> or <c>a:handle&gt;b</c>.</summary>
    public static string Edges(string edges) => "[" + string.Join(',', edges.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((edge, n) =>
    {
        var ends = edge.Split('>');
        var source = ends[0].Split(':');
        var handle = source.Length > 1 ? $",\"sourceHandle\":\"{source[1]}\"" : string.Empty;
        return $"{{\"id\":\"e{n}\",\"source\":\"{source[0]}\",\"target\":\"{ends[1]}\"{handle}}}";
    })) + "]";
}
