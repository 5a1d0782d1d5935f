using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Runs.Recording;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Waits;

/// <summary>The activity that says of a run that it waits, where no step of it could tell that it was the last one at work.</summary>
public sealed class MarkWaitingActivity(RunMemories memories, RunStanding standing, RunPlaces places, QueuedRuns queued)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "MarkWaiting";

    /// <summary>Marks the run; one that has ended is left as it is.</summary>
    [Function(Name)]
    public async Task RunAsync([ActivityTrigger] MarkWaitingRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (DocumentId.TryParse(request.OrganizationId, out var organization)
            && await memories.GetAsync(organization, request.RunId, cancellationToken) is { } memory)
        {
            await standing.RefreshAsync(memory, cancellationToken);
            await standing.WaitAsync(memory, cancellationToken);
            await places.LeaveAsync(memory.Run.Document);
            await queued.BeginAsync(client, cancellationToken);
        }
    }
}
