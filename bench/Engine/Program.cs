using System.Diagnostics;
using HiveFlow.Engine.Bench;

var seconds = args.Length > 0 && int.TryParse(args[0], out var given) ? given : 5;
await using (var subject = await Subject.StartAsync())
{
    await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => subject.RunAsync("Steps", 20)));

    Console.WriteLine("runs of 5 sequential steps   runs/s   steps/s   bytes allocated and microseconds of CPU a step");
    foreach (var inFlight in (int[])[1, 32, 128])
    {
        var bytes = GC.GetTotalAllocatedBytes();
        var processor = Environment.CpuUsage.TotalTime;
        var (runs, perSecond) = await Throughput(subject, inFlight, TimeSpan.FromSeconds(seconds));
        var steps = Math.Max(runs, 1) * 5;
        Console.WriteLine(
            $"  {inFlight,3} in flight            {perSecond,10:N0} {perSecond * 5,9:N0}   {(GC.GetTotalAllocatedBytes() - bytes) / steps,7:N0} B " +
            $"{(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / steps,6:N1} us");
    }

    var (p50, p99) = await Latency(subject, 500);
    Console.WriteLine($"3 steps alone                p50 {p50:N2} ms, p99 {p99:N2} ms");
    foreach (var count in (int[])[100, 1_000, 10_000])
    {
        var watch = Stopwatch.StartNew();
        await subject.RunAsync("Renewed", count);
        Console.WriteLine($"{count,6} steps in one run       {watch.Elapsed.TotalSeconds:N3} s, {watch.Elapsed.TotalMicroseconds / count:N0} us a step");
    }
}

await using (var subject = await Subject.StartAsync())
{
    var before = Memory();
    await Task.WhenAll(Enumerable.Range(0, 10_000).Select(async _ =>
    {
        var id = await subject.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", 0);
        await subject.Client.WaitForInstanceStartAsync(id, CancellationToken.None);
    }));
    Console.WriteLine($"10,000 waiting runs          {(Memory() - before) / 1024.0 / 1024.0:N1} MiB of heap more, {subject.Engine.Statistics.Live:N0} in memory");
    Console.WriteLine($"                             {Environment.WorkingSet / 1024 / 1024} MiB of the process in all");
}

return;

static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

static async Task<(int Runs, double PerSecond)> Throughput(Subject subject, int inFlight, TimeSpan time)
{
    var watch = Stopwatch.StartNew();
    var runs = 0;
    await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
    {
        while (watch.Elapsed < time)
        {
            await subject.RunAsync("Steps", 5);
            Interlocked.Increment(ref runs);
        }
    }));
    return (runs, runs / watch.Elapsed.TotalSeconds);
}

static async Task<(double P50, double P99)> Latency(Subject subject, int count)
{
    var times = new List<double>();
    for (var i = 0; i < count; i++)
    {
        var watch = Stopwatch.StartNew();
        await subject.RunAsync("Steps", 3);
        times.Add(watch.Elapsed.TotalMilliseconds);
    }

    times.Sort();
    return (times[count / 2], times[count * 99 / 100]);
}
