using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>The activity that carries out steps.</summary>
public sealed class RunStepsActivity(StepRunner runner)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "RunSteps";

    /// <summary>Runs at least once for every durable step.</summary>
    [Function(Name)]
    public Task<StepsResult> RunAsync([ActivityTrigger] StepsRequest request, CancellationToken cancellationToken) =>
        runner.RunAsync(request, cancellationToken);
}
