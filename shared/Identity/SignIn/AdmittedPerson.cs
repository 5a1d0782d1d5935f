using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SignIn;

/// <summary>The account that an outside identity opens.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="Session">What the session may be.</param>
/// <param name="Writes">What makes it so: account, membership, identity, audit entries; all of it or nothing.</param>
/// <param name="IsChanged">Whether rights of somebody change by the writes.</param>
internal sealed record AdmittedPerson(string UserId, SignInSession Session, IReadOnlyList<DocumentWrite> Writes, bool IsChanged = false);
