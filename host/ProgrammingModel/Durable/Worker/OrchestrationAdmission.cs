using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Worker;

#pragma warning disable CS0618 // The filter is marked experimental in the official package; this is the one place that asks it.

/// <summary>The filter of a worker, if it has one: that of its services, else that of its options.</summary>
internal sealed class OrchestrationAdmission
{
    private readonly IOrchestrationFilter? _filter;

    public OrchestrationAdmission(IServiceProvider services, DurableTaskWorkerOptions options)
    {
        _filter = services.GetService<IOrchestrationFilter>() ?? options.OrchestrationFilter;
    }

    /// <summary>Whether every instance is admitted without asking.</summary>
    public bool IsOpen => _filter is null;

    public ValueTask<bool> AdmitsAsync(string name, IReadOnlyDictionary<string, string>? tags, CancellationToken cancellation) =>
        _filter is null
            ? ValueTask.FromResult(true)
            : _filter.IsOrchestrationValidAsync(new OrchestrationFilterParameters { Name = name, Tags = tags }, cancellation);
}
