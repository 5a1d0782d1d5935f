using HiveFlow.Storage.Documents;

namespace HiveFlow.Vault.Credentials;

/// <summary>Somebody who wants something of credentials.</summary>
/// <param name="Tenant">In which organization.</param>
/// <param name="UserId">The person.</param>
/// <param name="Role">The person's role there now: owner, admin, member, viewer; anything else has no rights.</param>
public sealed record CredentialUser(Tenant Tenant, string UserId, string Role);
