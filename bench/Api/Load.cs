using System.Diagnostics;

namespace HiveFlow.Bench.Api;

/// <summary>Runs a request over and over on some connections and tells rate and latencies.</summary>
internal static class Load
{
    public static async Task<Figures> RunAsync(int port, int connections, TimeSpan duration, Func<int, byte[]> request, int expected = 200)
    {
        var open = new RawConnection[connections];
        for (var index = 0; index < connections; index++)
        {
            open[index] = await RawConnection.OpenAsync(port);
        }

        await PhaseAsync(open, TimeSpan.FromSeconds(Math.Min(3, duration.TotalSeconds / 2)), request, expected);
        var watch = Stopwatch.StartNew();
        var latencies = await PhaseAsync(open, duration, request, expected);
        watch.Stop();
        foreach (var connection in open)
        {
            connection.Dispose();
        }

        return Figures.Of(latencies, watch.Elapsed);
    }

    private static async Task<List<double>> PhaseAsync(RawConnection[] open, TimeSpan duration, Func<int, byte[]> request, int expected)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var parts = await Task.WhenAll(open.Select((connection, index) => Task.Run(async () =>
        {
            var bytes = request(index);
            List<double> mine = [];
            while (Stopwatch.GetTimestamp() < end)
            {
                var start = Stopwatch.GetTimestamp();
                await connection.SendAsync(bytes, expected);
                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return mine;
        })));
        return [.. parts.SelectMany(part => part)];
    }
}
