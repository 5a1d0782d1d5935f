namespace HiveFlow.Functions.Organizations;

/// <summary>Who becomes an owner in the caller's place.</summary>
/// <param name="UserId">A member, 24 hex digits.</param>
internal sealed record TransferRequest(string UserId);
