using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials.Using;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Opens a credential for a run, with the rights that the person it is done for has at that moment.</summary>
/// <param name="tenant">Whose run and credential.</param>
/// <param name="actsFor">The person; null has no rights.</param>
/// <param name="credentialId">Which.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate ValueTask<Result<OpenedCredential>> RunCredentials(
    Tenant tenant, string? actsFor, string credentialId, CancellationToken cancellationToken);
