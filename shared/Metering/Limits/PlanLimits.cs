using HiveFlow.Metering.Queueing;

namespace HiveFlow.Metering.Limits;

/// <summary>What the organizations of a plan may ask of the API.</summary>
public sealed record PlanLimits
{
    /// <summary>Of one API key. Default 1,200 a minute with a burst of 300.</summary>
    public Rate Key { get; set; } = new(1_200, 300);

    /// <summary>Of one person, over all of their sessions. Default 1,200 a minute with a burst of 300.</summary>
    public Rate User { get; set; } = new(1_200, 300);

    /// <summary>Of the whole organization. Default 6,000 a minute with a burst of 1,500.</summary>
    public Rate Organization { get; set; } = new(6_000, 1_500);

    /// <summary>Of the organization's runs; <see cref="LimitsOptions.Factor"/> leaves them alone.</summary>
    public RunLimits Runs { get; set; } = new();
}
