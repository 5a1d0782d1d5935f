namespace HiveFlow.Functions.Tests.Waits;

/// <summary>Flows that wait.</summary>
internal static class WaitNodes
{
    public const string Edges = """[{"id":"e1","source":"start","target":"w"},{"id":"e2","source":"w","target":"last"}]""";

    public static string Approval(string extra = "") => Of($"\"waitFor\":\"approval\",\"message\":\"Ship it?\"{extra}");

    public static string Event(string name) => Of($"\"waitFor\":\"event\",\"event\":\"{name}\"");

    /// <summary>A trigger, the wait <c>w</c>, and a last node that puts out what the wait did.</summary>
    private static string Of(string settings) => $$$$"""
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"w","type":"custom","data":{"nodeType":"wait",{{{{settings}}}}}},
         {"id":"last","type":"custom","data":{"nodeType":"set","checkpoint":true,"values":{"got":"{{ nodes.w.output }}"}}}]
        """;
}
