using HiveFlow.Orchestrations.Failures;
using HiveFlow.Orchestrations.Queueing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Finishing;

/// <summary>The activity that ends a run.</summary>
public sealed class FinishRunActivity(RunFinisher finisher, QueuedRuns queued, FollowFailures follow)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "FinishRun";

    /// <summary>Ends the run once, however often it is called.</summary>
    [Function(Name)]
    public async Task RunAsync([ActivityTrigger] FinishRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await finisher.FinishAsync(request, cancellationToken);
        follow(client);
        await queued.BeginAsync(client, cancellationToken);
    }
}
