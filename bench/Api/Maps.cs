using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace HiveFlow.Bench.Api;

/// <summary>A map over a long list: one durable step an item, so many items at a time.</summary>
internal static class Maps
{
    private const int Parallelism = 20;

    public static async Task RunAsync(HostProcess host, int items)
    {
        var flow = await host.CreateFlowAsync(new
        {
            name = $"a map of {items}",
            nodes = (object[])
            [
                new { id = "start", data = new { nodeType = "trigger", startNode = true } },
                new { id = "each", data = new { nodeType = "map", items = "{{ inputs.items }}", parallelism = Parallelism } },
                new { id = "body", data = new { nodeType = "set", checkpoint = true, values = new { n = "{{ item + 1 }}" } } },
            ],
            edges = (object[])
            [
                new { id = "e1", source = "start", target = "each" },
                new { id = "e2", source = "each", target = "body", sourceHandle = "body" },
            ],
        });
        await OnceAsync(host, flow, 10);
        foreach (var count in (int[])[Math.Min(100, items), items])
        {
            var before = host.MemoryMb;
            var time = await OnceAsync(host, flow, count);
            Console.WriteLine(
                $"map of {count,6} items, {Parallelism} at a time      {time.TotalSeconds,8:N2} s   {time.TotalMicroseconds / count,8:N0} µs an item   {host.MemoryMb - before:N0} MB more");
        }
    }

    private static async Task<TimeSpan> OnceAsync(HostProcess host, string flow, int count)
    {
        var start = Stopwatch.GetTimestamp();
        using var begun = await host.Http.PostAsJsonAsync($"/api/flows/{flow}/execute", new { inputs = new { items = Enumerable.Range(0, count) } });
        var id = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("executionId").GetString();
        while (true)
        {
            var shown = await host.Http.GetFromJsonAsync<JsonElement>($"/api/runs/{id}");
            switch (shown.GetProperty("run").GetProperty("status").GetString())
            {
                case "completed":
                    return Stopwatch.GetElapsedTime(start);
                case "failed" or "cancelled":
                    throw new InvalidOperationException(shown.GetRawText());
                default:
                    await Task.Delay(20);
                    break;
            }
        }
    }
}
