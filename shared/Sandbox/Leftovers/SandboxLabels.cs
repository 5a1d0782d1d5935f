namespace HiveFlow.Sandbox.Leftovers;

/// <summary>What a sandbox says of whom it works for.</summary>
/// <param name="Process">The process that made it (<see cref="SandboxMark"/>).</param>
/// <param name="Organization">The organization; empty for none.</param>
/// <param name="Run">The run; empty for none.</param>
public sealed record SandboxLabels(string Process, string Organization, string Run);
