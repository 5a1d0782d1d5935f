using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Conformance.Harness;

/// <summary>Tests of the durable engine in the words of the official API, run once in each <see cref="EngineMode"/>.</summary>
public abstract class DurableSuite(EngineMode mode)
{
    protected EngineMode Mode => mode;

    protected VirtualClock Clock { get; } = new();

    /// <summary>Starts an engine on an empty store.</summary>
    protected Task<DurableHost> StartAsync(
        Action<DurableTaskRegistry> tasks,
        Action<IDurableTaskWorkerBuilder>? worker = null,
        Action<IServiceCollection>? services = null) => DurableHost.StartAsync(mode, Clock, tasks, worker, services);
}
