namespace HiveFlow.Functions.Waits;

/// <summary>Asks what a mailed link is about.</summary>
/// <param name="Token">What the link carries behind its <c>#</c>.</param>
public sealed record ApprovalTokenRequest(string Token);
