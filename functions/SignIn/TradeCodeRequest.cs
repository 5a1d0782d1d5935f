using System.Text.Json.Serialization;

namespace HiveFlow.Functions.SignIn;

/// <summary>A one-time code and the proof that it is this client's.</summary>
/// <param name="Code">As the redirect brought it.</param>
/// <param name="CodeVerifier">43 to 128 characters; its SHA-256 was told at the beginning.</param>
internal sealed record TradeCodeRequest(string Code, [property: JsonPropertyName("code_verifier")] string CodeVerifier);
