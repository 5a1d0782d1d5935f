using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Credentials;

/// <summary>Says that a flow names a credential; written together with the flow.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="FlowId">The flow.</param>
public sealed record CredentialLink(string CredentialId, string FlowId)
{
    /// <summary>Links of one credential.</summary>
    public static readonly Collection<CredentialLink> Collection = new Collection<CredentialLink>("flow_credentials", AuthoringJson.Default.CredentialLink)
        .WithIndex("credential", ("credentialId", link => link.CredentialId));
}
