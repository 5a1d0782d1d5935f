namespace HiveFlow.Orchestrations.Queueing;

/// <summary>Whether queued runs may be begun now; those that wait their turn go on waiting otherwise.</summary>
public delegate ValueTask<bool> RunsMayBegin(CancellationToken cancellationToken);
