namespace HiveFlow.Functions.ApiKeys;

/// <summary>How a key is to be rotated.</summary>
/// <param name="Overlap">How long the former secret goes on working: <c>0</c>, or for example <c>15m</c>, <c>24h</c>, <c>7d</c>; at most 30 days.</param>
internal sealed record RotateApiKeyRequest(string Overlap = "24h");
