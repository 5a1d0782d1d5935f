using System.Diagnostics;

namespace HiveFlow.Storage.Bench;

/// <summary>Runs many callers at once for a time and prints one row.</summary>
internal static class Measure
{
    public static void PrintHead() => Console.WriteLine($"{"what",-44}  callers      calls/s       rows/s   p50 ms   p99 ms   max ms");

    public static async Task RunAsync(string what, int callers, int rowsPerCall, int seconds, Func<int, long, Task> call)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))));
        var sorted = all.SelectMany(latencies => latencies).Order().ToArray();
        var perSecond = sorted.Length / (double)seconds;
        Console.WriteLine(
            $"{what,-44}  {callers,7}  {perSecond,11:N0}  {perSecond * rowsPerCall,11:N0}  {sorted[sorted.Length / 2],7:N2}  {sorted[sorted.Length * 99 / 100],7:N2}  {sorted[^1],7:N2}");

        async Task<List<double>> CallAsync(int caller)
        {
            var latencies = new List<double>();
            var clock = Stopwatch.StartNew();
            for (var number = 0L; clock.Elapsed.TotalSeconds < seconds; number++)
            {
                var started = Stopwatch.GetTimestamp();
                await call(caller, number);
                latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return latencies;
        }
    }
}
