using HiveFlow.Storage.Documents;

namespace HiveFlow.Vault.Credentials.Using;

/// <summary>The role a person has in an organization now, read anew: owner, admin, member, viewer; null for none, or a disabled account.</summary>
public delegate ValueTask<string?> MemberRole(Tenant tenant, string userId, CancellationToken cancellationToken);
