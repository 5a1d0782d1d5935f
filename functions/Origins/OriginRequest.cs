namespace HiveFlow.Functions.Origins;

/// <summary>An origin that an organization says is its own.</summary>
/// <param name="Origin">For example https://app.example.com.</param>
internal sealed record OriginRequest(string Origin);
