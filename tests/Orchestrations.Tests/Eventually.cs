namespace HiveFlow.Orchestrations.Tests;

/// <summary>Waits for what nobody tells of.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Looks again and again until it holds; no test's clock moves meanwhile.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            await Task.Delay(Pause, TimeProvider.System, patience.Token);
        }
    }
}
