namespace HiveFlow.Functions.Flows;

/// <summary>Renames a flow.</summary>
/// <param name="Name">1 to 200 characters.</param>
public sealed record NameRequest(string Name);
