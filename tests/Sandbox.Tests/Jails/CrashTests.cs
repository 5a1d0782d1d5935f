using System.Diagnostics;
using HiveFlow.Errors;
using HiveFlow.Sandbox.E2B;
using HiveFlow.Sandbox.Tests.E2B;

namespace HiveFlow.Sandbox.Tests.Jails;

public sealed class CrashTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [JailFact]
    public async Task When_the_server_is_killed_its_jails_end_with_all_that_runs_in_them()
    {
        var program = typeof(CrashTests).Assembly.Location.Replace("HiveFlow.Sandbox.Tests", "HiveFlow.Sandbox.CrashHost", StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet", ["exec", program]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var host = Process.Start(start)!;
        try
        {
            var line = (await host.StandardOutput.ReadLineAsync().WaitAsync(Limit))!.Split(' ');
            await using var clients = await ScriptedService.StartAsync(ScriptedService.Text(200, "{}"));
            var endpoint = new SandboxEndpoint(new Uri(line[0]), new Uri(line[0]), null, new Secret(line[1]));
            var wire = new SandboxWire(clients.Clients, endpoint, TimeProvider.System);
            var made = await new SandboxClient(wire).CreateAsync(new SandboxCreation("base", TimeSpan.FromMinutes(5)), default);
            var script = "trap '' TERM HUP INT; setsid sleep 53197.6420 & echo on; wait";
            var isOn = new TaskCompletionSource();
            var command = new SandboxCommand("/bin/bash", ["-c", script]);
            var running = new SandboxProcesses(wire, TimeProvider.System).RunAsync(made.Value!, command, (_, _) => isOn.TrySetResult(), default);
            await isOn.Task.WaitAsync(Limit);
            var inside = HostProcesses.With("53197.6420");
            Assert.NotEmpty(inside);
            host.Kill();
            foreach (var id in inside)
            {
                await GoneAsync(id);
            }

            Assert.False((await running).IsSuccess);
        }
        finally
        {
            host.Kill();
        }
    }

    private static async Task GoneAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            using var limit = new CancellationTokenSource(Limit);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }
}
