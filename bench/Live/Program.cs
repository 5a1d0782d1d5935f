using System.Globalization;
using HiveFlow.Bench.Live;

// dotnet run -c Release --project bench/Live [clients] [seconds] [--short]
// So many WebSocket clients on one run that tells 100 events a second: how late each client has each page, what the server holds for them; then
// what watchers add to a run's duration. Clients and server share the cores; --short takes 200 clients for 5 seconds.
if (args is ["--host", var folder])
{
    return await LiveHost.RunAsync(folder);
}

var isShort = args.Contains("--short");
var numbers = args.Where(a => !a.StartsWith('-')).Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
var clients = numbers.Length > 0 ? numbers[0] : isShort ? 200 : 2_000;
var seconds = numbers.Length > 1 ? numbers[1] : isShort ? 5 : 30;
const int PerSecond = 100;

await using var host = await HostChild.StartAsync();
var idle = host.MemoryMb;
await using (var watchers = await Watchers.ConnectAsync(host, clients))
{
    var connected = host.MemoryMb;
    var events = seconds * PerSecond;
    await host.EmitAsync(PerSecond, seconds);
    await watchers.UntilAsync(events, TimeSpan.FromSeconds(seconds + 120));
    var (late, complete) = (watchers.Late(), watchers.Complete(events));
    Console.WriteLine($"{clients} clients, {PerSecond} events/s for {seconds} s");
    Console.WriteLine($"delivery                      p50 {late.P50,7:N1} ms   p99 {late.P99,7:N1} ms   worst {late.Worst,7:N1} ms   ({late.Pages:N0} pages)");
    Console.WriteLine($"clients that have every event {complete:N0} of {clients:N0}");
    Console.WriteLine($"memory                        {idle:N0} MB idle, {connected:N0} MB connected, {host.MemoryMb:N0} MB at the end: {(connected - idle) * 1024 / clients:N1} KB a connection");
}

await Overhead.MeasureAsync(host, isShort ? 50 : 400);
return 0;
