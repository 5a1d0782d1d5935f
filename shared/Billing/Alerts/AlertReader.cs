namespace HiveFlow.Billing.Alerts;

/// <summary>Somebody who is told.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Email">Their address.</param>
public sealed record AlertReader(string UserId, string Email);
