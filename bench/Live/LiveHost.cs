using System.Globalization;
using System.Text.Json;
using HiveFlow.Host;
using HiveFlow.Host.Startup;
using HiveFlow.Identity.Bootstrap;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Events;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Bench.Live;

/// <summary>The server's side, in a process of its own: the embedded host, and a run whose log grows as it is told to on its input.</summary>
internal static class LiveHost
{
    public static async Task<int> RunAsync(string folder)
    {
        await using var host = await EmbeddedHost.StartAsync(new EmbeddedStart
        {
            Folder = folder,
            Settings = new Dictionary<string, string?>
            {
                ["HIVEFLOW_ENV"] = "Development",
                ["HiveFlow:Host:Port"] = "0",
                ["HiveFlow:Host:DataFolder"] = Path.Combine(folder, "data"),
                ["HiveFlow:Limits:Factor"] = "10000",
                ["HiveFlow:Live:MaxPerAddress"] = "10000",
                ["HiveFlow:Live:MaxPerUser"] = "10000",
                ["HiveFlow:Mail:PrintToConsole"] = "false",
                ["Logging:LogLevel:Default"] = "Warning",
            },
        });
        var key = File.Exists(Path.Combine(host.DataFolder, "owner.key"))
            ? (await File.ReadAllTextAsync(Path.Combine(host.DataFolder, "owner.key"))).Trim()
            : (await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(CancellationToken.None))!.Key.Reveal();
        var caller = (await host.Services.GetRequiredService<Authenticator>().AuthenticateAsync(key, null, null, CancellationToken.None)).Value
            ?? throw new InvalidOperationException("The owner has no key.");
        var input = JsonDocument.Parse("{}").RootElement;
        var run = (await host.Services.GetRequiredService<RunStore>().CreateAsync(
            new NewRun(caller.OrganizationId, DocumentId.New(TimeProvider.System).ToString(), "bench", "bench", 1, "api", input), CancellationToken.None)).Value!.Run;
        Console.WriteLine($"ready {host.Address} {key} {run.Id}");
        var log = host.Services.GetRequiredService<RunEventLog>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var parts = line.Split(' ').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
            await EmitAsync(log, caller.Tenant, run.Id, parts[0], parts[1]);
            Console.WriteLine("emitted");
        }

        await host.StopAsync();
        return 0;
    }

    private static async Task EmitAsync(RunEventLog log, Tenant tenant, string run, int perSecond, int seconds)
    {
        var data = JsonDocument.Parse("""{"text":"a line of what a step has to say while it is at work"}""").RootElement;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        for (var count = 0; count < perSecond * seconds; count++)
        {
            await timer.WaitForNextTickAsync();
            var one = new RunEvent { At = TimeProvider.System.GetUtcNow(), Type = "step.log", NodeId = "a", Data = data };
            await log.AppendAsync(tenant, run, [one], [], CancellationToken.None);
        }
    }
}
