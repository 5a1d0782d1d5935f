namespace HiveFlow.Functions.Auth;

/// <summary>The first code of an authenticator.</summary>
/// <param name="Code">Six digits.</param>
internal sealed record EnableTotpRequest(string Code);
