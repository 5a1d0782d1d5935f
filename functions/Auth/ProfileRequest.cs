namespace HiveFlow.Functions.Auth;

/// <summary>What a person may change about themselves.</summary>
/// <param name="Name">1 to 100 characters.</param>
internal sealed record ProfileRequest(string Name);
