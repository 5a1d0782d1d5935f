namespace HiveFlow.Functions.Saml;

/// <summary>What metadata says of an identity provider; to be looked at before it is saved.</summary>
/// <param name="EntityId">Its entity id.</param>
/// <param name="SsoUrl">Its HTTP-Redirect address.</param>
/// <param name="Certificates">Its signing certificates, PEM.</param>
internal sealed record ReadMetadataAnswer(string EntityId, string SsoUrl, IReadOnlyList<string> Certificates);
