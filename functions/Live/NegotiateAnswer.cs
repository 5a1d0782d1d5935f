namespace HiveFlow.Functions.Live;

/// <summary>Where live events are to be had.</summary>
/// <param name="Url">A WebSocket address.</param>
/// <param name="ExpiresIn">For how many seconds this answer holds.</param>
internal sealed record NegotiateAnswer(Uri Url, int ExpiresIn);
