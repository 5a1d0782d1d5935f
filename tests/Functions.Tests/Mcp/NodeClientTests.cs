using System.Diagnostics;
using System.Text.Json.Nodes;
using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Mcp;

[Collection(ApiGroup.Name)]
public sealed class NodeClientTests(ApiHost api)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [NodeClientFact]
    public async Task The_official_JavaScript_client_makes_and_runs_a_flow()
    {
        var key = await api.KeyAsync(api.Ada, "read", "write", "execute");
        var script = Path.Combine(AppContext.BaseDirectory, "Mcp", "client.mjs");
        var start = new ProcessStartInfo("node", [script, NodePackages.Folder, new Uri(api.Client.BaseAddress!, "mcp").AbsoluteUri, key])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var said = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, await errors);
            var told = JsonNode.Parse(said)!;

            Assert.Equal("hiveflow", (string)told["server"]!);
            Assert.Contains("run_flow", told["tools"]!.AsArray().Select(tool => (string)tool!));
            Assert.Equal("hello", (string)told["output"]!["said"]!);
            Assert.True((bool)told["refused"]!);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
