using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker;

/// <summary>Sets up one worker of a host.</summary>
public interface IDurableTaskWorkerBuilder
{
    /// <summary>The worker's name; its options and tasks have it too.</summary>
    string Name { get; }

    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The class of the worker: not abstract, derived from <see cref="Hosting.DurableTaskWorker"/>.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Makes the worker; its constructor takes the name and an <see cref="IDurableTaskFactory"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no <see cref="BuildTarget"/>.</exception>
    IHostedService Build(IServiceProvider serviceProvider);
}
