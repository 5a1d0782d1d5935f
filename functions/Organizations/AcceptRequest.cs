namespace HiveFlow.Functions.Organizations;

/// <summary>An invitation to be accepted.</summary>
/// <param name="Token">As it was mailed.</param>
internal sealed record AcceptRequest(string Token);
