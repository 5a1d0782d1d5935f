using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Mcp;

/// <summary>What a client has to know to call the MCP endpoint (RFC 9728, section 2). There is no authorization server: people make keys.</summary>
/// <param name="Resource">The endpoint's address.</param>
/// <param name="BearerMethods">Where the credential goes: a header, never the address.</param>
/// <param name="Scopes">The scopes of keys.</param>
/// <param name="Name">For people.</param>
/// <param name="Documentation">Where to read on.</param>
internal sealed record ProtectedResource(
    string Resource,
    [property: JsonPropertyName("bearer_methods_supported")] IReadOnlyList<string> BearerMethods,
    [property: JsonPropertyName("scopes_supported")] IReadOnlyList<string> Scopes,
    [property: JsonPropertyName("resource_name")] string Name,
    [property: JsonPropertyName("resource_documentation")] string Documentation);
