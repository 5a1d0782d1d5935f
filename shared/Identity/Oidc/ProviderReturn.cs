namespace HiveFlow.Identity.Oidc;

/// <summary>What a browser brought back from a provider, as it came (RFC 6749 4.1.2, RFC 9207).</summary>
/// <param name="Code">The authorization code.</param>
/// <param name="State">Which visit.</param>
/// <param name="Error">Set when there is no code.</param>
/// <param name="Issuer"><c>iss</c>.</param>
public sealed record ProviderReturn(string? Code, string? State, string? Error, string? Issuer);
