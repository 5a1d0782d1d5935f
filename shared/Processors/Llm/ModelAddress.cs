using HiveFlow.Outgoing.Credentials;

namespace HiveFlow.Processors.Llm;

/// <summary>Where a node's provider is and what opens it.</summary>
/// <param name="BaseUrl">Of its API.</param>
/// <param name="Credential">Its key; null for none.</param>
/// <param name="ApiVersion">Azure's; null for the built-in one.</param>
internal sealed record ModelAddress(string BaseUrl, OutgoingCredential? Credential, string? ApiVersion);
