namespace HiveFlow.Orchestrations.Waits;

/// <summary>A member who may be asked for a decision.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Email">Their address, as their account has it.</param>
public sealed record Approver(string UserId, string Email);
