using System.Globalization;

namespace HiveFlow.Engine.Simulation;

public sealed class SimulationTests
{
    private const int DefaultSeeds = 10_000;

    /// <summary>
    /// HIVEFLOW_SIM_SEEDS sets how many seeds are run (default 10,000) from HIVEFLOW_SIM_FIRST (default 0) on, HIVEFLOW_SIM_SEED replays
    /// one that failed.
    /// </summary>
    [Fact]
    public async Task Whatever_fails_and_in_whatever_order_no_accepted_run_is_lost_and_each_ends_as_it_should()
    {
        var failures = new List<string>();
        if (Setting("HIVEFLOW_SIM_SEED") is { } one)
        {
            await Task.Run(() => RunSeed(one, failures));
        }
        else
        {
            var first = Setting("HIVEFLOW_SIM_FIRST") ?? 0;
            var count = Setting("HIVEFLOW_SIM_SEEDS") ?? DefaultSeeds;
            await Task.Run(() => Parallel.For(first, first + count, seed => RunSeed(seed, failures)));
        }

        Assert.True(failures.Count == 0, $"{failures.Count} seeds failed.\n{string.Join('\n', failures.Take(10))}");
    }

    private static void RunSeed(int seed, List<string> failures)
    {
        try
        {
            new SimulatedWorld(seed).Run();
        }
        catch (Exception failure)
        {
            lock (failures)
            {
                failures.Add($"HIVEFLOW_SIM_SEED={seed}: {failure}");
            }
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
