namespace HiveFlow.Functions.Unmatched;

/// <summary>What stands at the root: where to go from here.</summary>
internal sealed record RootAnswer(string Name, string Documentation, string OpenApi, string Health);
