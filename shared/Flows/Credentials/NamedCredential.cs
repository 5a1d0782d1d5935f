namespace HiveFlow.Flows.Credentials;

/// <summary>A place in a flow that names a credential.</summary>
/// <param name="Path">Where, as in <c>nodes[2].data.credentialId</c>.</param>
/// <param name="Id">The credential's id, 24 hex digits.</param>
public sealed record NamedCredential(string Path, string Id);
