using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Failures;

/// <summary>Lets begin what follows from failures of runs that this process has just written, and returns at once: called by whoever has a durable client and may have ended a run.</summary>
public delegate void FollowFailures(DurableTaskClient client);
