using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Waits;

/// <summary>Tells a person by mail that their decision is asked for; throws when that can't be done now.</summary>
/// <param name="tenant">Whose run.</param>
/// <param name="wait">The open approval.</param>
/// <param name="userId">The person; one who is gone or may not decide any more is told nothing.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate Task TellApprover(Tenant tenant, RunWait wait, string userId, CancellationToken cancellationToken);
