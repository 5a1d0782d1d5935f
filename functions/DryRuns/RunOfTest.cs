namespace HiveFlow.Functions.DryRuns;

/// <summary>What expressions see as <c>run</c> where there is none.</summary>
/// <param name="Id">24 zeros.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="FlowName">Its name.</param>
/// <param name="CreatedAt">Now.</param>
/// <param name="Trigger">api.</param>
public sealed record RunOfTest(string Id, string FlowId, string FlowName, DateTimeOffset CreatedAt, string Trigger);
