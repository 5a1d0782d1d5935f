using HiveFlow.Metering.Load;

namespace HiveFlow.Functions.Health;

/// <summary>How it is.</summary>
/// <param name="Status"><c>ok</c>, <c>ready</c>, or <c>degraded</c> where something is away without which much still works.</param>
/// <param name="Time">The service's clock, UTC.</param>
internal sealed record HealthAnswer(string Status, DateTimeOffset Time)
{
    /// <summary>How busy this instance is; for those with the monitor token alone.</summary>
    public LoadReading? Load { get; init; }

    /// <summary>What it works with; for those with the monitor token alone.</summary>
    public IReadOnlyList<DependencyState>? Dependencies { get; init; }
}
