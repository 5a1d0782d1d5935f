namespace Microsoft.DurableTask.Worker;

/// <summary>Decides which instances a worker runs. One that is refused stays as it is and holds up nobody else.</summary>
[Obsolete("Experimental")]
public interface IOrchestrationFilter
{
    /// <summary>Whether the instance may run now.</summary>
    ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default);
}
