using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Subflows;

/// <summary>Whether the person that a run is done for may start runs of the organization's flows at that moment.</summary>
/// <param name="tenant">Whose run and flow.</param>
/// <param name="actsFor">The person; null has no rights.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate ValueTask<bool> RunRights(Tenant tenant, string? actsFor, CancellationToken cancellationToken);
