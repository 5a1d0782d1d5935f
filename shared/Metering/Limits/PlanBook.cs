namespace HiveFlow.Metering.Limits;

/// <summary>A plan's limits.</summary>
/// <param name="Key">Of one API key.</param>
/// <param name="User">Of one person.</param>
/// <param name="Organization">Of the organization.</param>
public sealed record PlanBook(Limit Key, Limit User, Limit Organization);
