using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Orchestrations.Finishing;

/// <summary>The activity that ends a run.</summary>
public sealed class FinishRunActivity(RunFinisher finisher)
{
    /// <summary>The activity's name.</summary>
    public const string Name = "FinishRun";

    /// <summary>Ends the run once, however often it is called.</summary>
    [Function(Name)]
    public Task RunAsync([ActivityTrigger] FinishRequest request, CancellationToken cancellationToken) =>
        finisher.FinishAsync(request, cancellationToken);
}
