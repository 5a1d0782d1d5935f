namespace HiveFlow.Bench.Api;

/// <summary>What a load came to.</summary>
internal sealed record Figures(double PerSecond, double P50, double P99, int Count)
{
    public static Figures Of(List<double> latencies, TimeSpan elapsed)
    {
        latencies.Sort();
        return new Figures(
            latencies.Count / elapsed.TotalSeconds,
            latencies.Count == 0 ? 0 : latencies[latencies.Count / 2],
            latencies.Count == 0 ? 0 : latencies[(int)(latencies.Count * 0.99)],
            latencies.Count);
    }

    public override string ToString() => $"{PerSecond,10:N0}/s   p50 {P50,8:N2} ms   p99 {P99,8:N2} ms   ({Count:N0})";
}
