namespace HiveFlow.Sandbox.E2B;

/// <summary>A sandbox as a list shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Metadata">Its labels.</param>
internal sealed record SandboxSummary(string Id, IReadOnlyDictionary<string, string> Metadata);
