using HiveFlow.Errors;
using HiveFlow.Vault.Credentials.Using;

namespace HiveFlow.Processors.Credentials;

/// <summary>Opens a credential for the step's run, with the rights of the person it is done for, at this moment.</summary>
public delegate ValueTask<Result<OpenedCredential>> CredentialOpener(string credentialId, CancellationToken cancellationToken);
