namespace HiveFlow.Functions.Health;

/// <summary>How it is.</summary>
/// <param name="Status"><c>ok</c> or <c>ready</c>.</param>
/// <param name="Time">The service's clock, UTC.</param>
internal sealed record HealthAnswer(string Status, DateTimeOffset Time);
