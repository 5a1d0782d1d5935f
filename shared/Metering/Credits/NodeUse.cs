namespace HiveFlow.Metering.Credits;

/// <summary>What the steps of one node type were.</summary>
/// <param name="Steps">How many; each further try counts.</param>
/// <param name="Millicredits">What they cost, their use included.</param>
public sealed record NodeUse(long Steps, long Millicredits);
