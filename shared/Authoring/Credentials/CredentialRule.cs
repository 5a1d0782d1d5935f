using HiveFlow.Errors;
using HiveFlow.Flows.Credentials;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Credentials;

/// <summary>Whether a person may save a flow that names these credentials, now; null when so.</summary>
/// <param name="tenant">Whose flow.</param>
/// <param name="userId">The person; null has no rights.</param>
/// <param name="named">At least one place.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate ValueTask<Error?> CredentialRule(
    Tenant tenant, string? userId, IReadOnlyList<NamedCredential> named, CancellationToken cancellationToken);
