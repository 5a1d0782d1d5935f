using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Waits;

/// <summary>Finds the members whom an approval names, as far as they may steer runs now; those it can't find are left out.</summary>
/// <param name="tenant">Of which organization.</param>
/// <param name="emails">Their addresses.</param>
/// <param name="roles">Roles whose holders, and those above them, are meant too.</param>
/// <param name="cancellationToken">Ends the wait.</param>
/// <returns>Those of the addresses first, then those of the roles, each once, at most 100.</returns>
public delegate ValueTask<IReadOnlyList<Approver>> FindApprovers(
    Tenant tenant, IReadOnlyList<string> emails, IReadOnlyList<string> roles, CancellationToken cancellationToken);
