using System.Diagnostics;
using HiveFlow.Bench.Api;

// dotnet run -c Release --project bench/Api [seconds a figure] [--short | --gate | --hooks | --schedules[=count] | --map[=items]]
// One table: HTTP in and answer out, generator and server on the same cores, each beside its limit.
if (args is ["--bare", var port])
{
    return await BareServer.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
}

var seconds = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 8;
var duration = TimeSpan.FromSeconds(seconds);
var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../HiveFlow.Host/release/hiveflow.dll"));
const string Inputs = "{\"inputs\":{\"n\":1}}";

await using var host = await HostProcess.StartAsync(program);
Console.WriteLine($"ready after {host.ReadyAfter.TotalSeconds:N2} s");
await Task.Delay(TimeSpan.FromSeconds(3));
Console.WriteLine($"memory idle {host.MemoryMb:N0} MB");

if (args.Contains("--hooks"))
{
    await Triggers.HooksAsync(host, duration);
    return 0;
}

if (Array.Find(args, arg => arg.StartsWith("--schedules", StringComparison.Ordinal)) is { } many)
{
    await Triggers.SchedulesAsync(host, many.Contains('=') ? int.Parse(many.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture) : 10_000);
    return 0;
}

if (Array.Find(args, arg => arg.StartsWith("--map", StringComparison.Ordinal)) is { } map)
{
    await Maps.RunAsync(host, map.Contains('=') ? int.Parse(map.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture) : 10_000);
    return 0;
}

Figures bareAlone, bareMany;
await using (var bare = await BareServer.StartAsync())
{
    bareAlone = await Load.RunAsync(bare.Port, 1, duration, _ => RawConnection.Request("GET", "/", null, null));
    bareMany = await Load.RunAsync(bare.Port, 32, duration, _ => RawConnection.Request("GET", "/", null, null));
}

// The whole gate, limits over Redis included, before a function that does next to nothing.
var gateAlone = await Get("/api/auth/cli/verify", 1);
var gateMany = await Get("/api/auth/cli/verify", 32);
Console.WriteLine($"bare Kestrel GET, alone                {bareAlone}");
Console.WriteLine($"bare Kestrel GET, 32 connections       {bareMany}");
Console.WriteLine($"the gate, alone                        {gateAlone}");
Console.WriteLine($"the gate, 32                           {gateMany}");
Console.WriteLine($"the gate adds, alone                   p50 {gateAlone.P50 - bareAlone.P50:N3} ms   p99 {gateAlone.P99 - bareAlone.P99:N3} ms");
Console.WriteLine($"the gate's share of bare Kestrel, 32   {gateMany.PerSecond / bareMany.PerSecond:P0}");
if (args.Contains("--gate"))
{
    return 0;
}

Console.WriteLine($"authenticated GET /flows, 32           {await Get("/api/flows?limit=1", 32)}");
Console.WriteLine($"health GET, 32                         {await Get("/api/health", 32)}");

var three = await host.CreateFlowAsync(Flows.Row(3, checkpoint: true));
Console.WriteLine($"3 durable steps, wait, alone           {await Execute(three, 1)}");
var five = await host.CreateFlowAsync(Flows.Row(5, checkpoint: true));
foreach (var connections in (int[])[1, 32, 128])
{
    var figures = await Execute(five, connections);
    Console.WriteLine($"5 durable steps, wait, {connections,3} in flight   {figures}   {figures.PerSecond * 5:N0} steps/s");
}

var pure = await host.CreateFlowAsync(Flows.Row(3, checkpoint: false));
Console.WriteLine($"3 pure steps with reply, 32            {await Execute(pure, 32)}");

foreach (var steps in (int[])[100, 1_000, 10_000])
{
    if (args.Contains("--short") && steps > 1_000)
    {
        break;
    }

    var row = await host.CreateFlowAsync(Flows.LongRow(steps));
    using var connection = await RawConnection.OpenAsync(host.Port);
    var request = RawConnection.Request("POST", $"/api/flows/{row}/execute?wait=60", host.Key, Inputs);
    await connection.SendAsync(request);
    List<double> times = [];
    for (var round = 0; round < 5; round++)
    {
        var start = Stopwatch.GetTimestamp();
        await connection.SendAsync(request);
        times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
    }

    times.Sort();
    Console.WriteLine($"{steps,6} steps in one run, median of 5   {times[2] / 1e6,8:N2} s   {times[2] / steps,8:N0} µs a step");
}

var waiting = await host.CreateFlowAsync(Flows.Waiting());
var before = host.MemoryMb;
await Parallel.ForEachAsync(Enumerable.Range(0, 32), async (_, _) =>
{
    using var connection = await RawConnection.OpenAsync(host.Port);
    var request = RawConnection.Request("POST", $"/api/flows/{waiting}/execute", host.Key, Inputs);
    for (var count = 0; count < 10_000 / 32; count++)
    {
        await connection.SendAsync(request, 202);
    }
});
await Task.Delay(TimeSpan.FromSeconds(3));
Console.WriteLine($"memory with 10,000 waiting runs {host.MemoryMb:N0} MB (before: {before:N0} MB)");
return 0;

Task<Figures> Get(string path, int connections) =>
    Load.RunAsync(host.Port, connections, duration, _ => RawConnection.Request("GET", path, host.Key, null));

Task<Figures> Execute(string flow, int connections) =>
    Load.RunAsync(host.Port, connections, duration, _ => RawConnection.Request("POST", $"/api/flows/{flow}/execute?wait=30", host.Key, Inputs));
