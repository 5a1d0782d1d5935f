using HiveFlow.Metering.Queueing;

namespace HiveFlow.Metering.Limits;

/// <summary>A plan's limits.</summary>
/// <param name="Key">Of one API key.</param>
/// <param name="User">Of one person.</param>
/// <param name="Organization">Of the organization.</param>
/// <param name="Runs">Of the organization's runs.</param>
public sealed record PlanBook(Limit Key, Limit User, Limit Organization, RunLimits Runs);
