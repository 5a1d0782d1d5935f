using HiveFlow.Orchestrations.Failures;
using HiveFlow.Orchestrations.Queueing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>The activity that carries out steps.</summary>
public sealed class RunStepsActivity(StepRunner runner, QueuedRuns queued, FollowFailures follow)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "RunSteps";

    /// <summary>Runs at least once for every durable step.</summary>
    [Function(Name)]
    public async Task<StepsResult> RunAsync([ActivityTrigger] StepsRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(request, cancellationToken);
        follow(client);
        await queued.BeginAsync(client, cancellationToken);
        return result;
    }
}
