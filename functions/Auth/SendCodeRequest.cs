namespace HiveFlow.Functions.Auth;

/// <summary>Which challenge wants another code.</summary>
internal sealed record SendCodeRequest(string Challenge);
