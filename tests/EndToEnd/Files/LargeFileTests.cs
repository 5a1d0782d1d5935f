using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;

namespace HiveFlow.EndToEnd.Files;

/// <summary>A large file through a flow of the real program.</summary>
public sealed class LargeFileTests : IDisposable
{
    private const int Large = 200;
    private const long MiB = 1024 * 1024;
    private readonly TestFolder folder = TestFolder.Create();

    [Fact]
    public async Task A_file_of_200_MB_passes_through_a_flow_without_the_process_growing_by_more_than_64_MB()
    {
        var data = Path.Combine(folder.Path, "data");
        await using var server = await LargeServer.StartAsync();
        await using var process = await HiveFlowProcess.StartAsync(data, "--quiet", $"HiveFlow:Outgoing:Allow:0={server.Authority}");
        using var owner = OwnerClient.Of(process.Address, data);

        // Once with a small one: what is compiled and opened the first time is not the file's doing.
        await PassAsync(owner, server, 1);
        var before = Resident(process.Id, "VmRSS");
        await File.WriteAllTextAsync($"/proc/{process.Id}/clear_refs", "5");
        await PassAsync(owner, server, Large);
        var peak = Resident(process.Id, "VmHWM");

        Assert.Equal((server.HashOf(Large), Large * MiB), server.Taken);
        Assert.True(peak - before <= 64 * MiB, $"The process grew from {before / MiB} to {peak / MiB} MiB.");
    }

    public void Dispose() => folder.Dispose();

    private static async Task PassAsync(OwnerClient owner, LargeServer server, int mebibytes)
    {
        static JsonObject Node(string id, JsonObject data) => new() { ["id"] = id, ["data"] = data };
        JsonArray nodes =
        [
            Node("t", new() { ["nodeType"] = "trigger", ["startNode"] = true }),
            Node("get", new() { ["nodeType"] = "http", ["url"] = $"{server.Address}/{mebibytes}", ["responseType"] = "file", ["fileName"] = "large.bin" }),
            Node("put", new() { ["nodeType"] = "http", ["method"] = "PUT", ["url"] = server.Address, ["bodyFile"] = "{{ nodes.get.output.body }}" }),
        ];
        JsonArray edges = [];
        foreach (var (from, to) in new[] { ("t", "get"), ("get", "put") })
        {
            edges.Add(new JsonObject { ["id"] = $"{from}-{to}", ["source"] = from, ["target"] = to });
        }

        var flow = await owner.CreateFlowAsync("large", nodes, edges);
        var (status, run) = await owner.PostAsync($"api/flows/{flow}/execute", new JsonObject());
        Assert.Equal(HttpStatusCode.Accepted, status);
        var end = (await owner.EventsAsync((string)run!["executionId"]!))[^1];
        Assert.True((string?)end["type"] == "run.completed", end.ToJsonString());
        Assert.Equal(mebibytes * MiB, server.Taken.Bytes);
    }

    private static long Resident(int processId, string field)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
