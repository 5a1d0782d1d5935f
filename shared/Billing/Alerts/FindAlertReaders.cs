using HiveFlow.Storage.Documents;

namespace HiveFlow.Billing.Alerts;

/// <summary>Finds an organization's owners and admins.</summary>
/// <param name="tenant">The organization.</param>
/// <param name="cancellationToken">Ends the wait.</param>
/// <returns>Each once, at most 100.</returns>
public delegate ValueTask<IReadOnlyList<AlertReader>> FindAlertReaders(Tenant tenant, CancellationToken cancellationToken);
