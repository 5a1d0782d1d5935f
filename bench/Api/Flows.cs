namespace HiveFlow.Bench.Api;

/// <summary>The flows that are measured.</summary>
internal static class Flows
{
    /// <summary>A row of set nodes after a trigger, the last one the answer; with checkpoints each is a durable step of its own.</summary>
    public static object Row(int steps, bool checkpoint)
    {
        List<object> nodes = [Node("start", new { nodeType = "trigger", startNode = true })];
        List<object> edges = [];
        for (var step = 0; step < steps; step++)
        {
            nodes.Add(Node($"s{step}", new { nodeType = "set", checkpoint, values = new { n = "{{ inputs.n }}" } }));
            edges.Add(new { id = $"e{step}", source = step == 0 ? "start" : $"s{step - 1}", target = $"s{step}" });
        }

        return new { name = $"{steps} steps", nodes, edges };
    }

    /// <summary>A row as short in JSON as it can be: 10,000 nodes have to fit into one body of 1 MiB.</summary>
    public static object LongRow(int steps)
    {
        List<object> nodes = [new { id = "t", data = new { nodeType = "trigger" } }];
        List<object> edges = [];
        for (var step = 0; step < steps; step++)
        {
            nodes.Add(new { id = $"{step}", data = new { nodeType = "set", checkpoint = true, value = 1 } });
            edges.Add(new { source = step == 0 ? "t" : $"{step - 1}", target = $"{step}" });
        }

        return new { name = $"{steps} steps", nodes, edges };
    }

    /// <summary>A flow that waits for an hour.</summary>
    public static object Waiting() => new
    {
        name = "waiting",
        nodes = (object[])[Node("start", new { nodeType = "trigger", startNode = true }), Node("wait", new { nodeType = "delay", seconds = 3600 })],
        edges = (object[])[new { id = "e", source = "start", target = "wait" }],
    };

    private static object Node(string id, object data) => new { id, type = "custom", position = new { x = 0, y = 0 }, data };
}
