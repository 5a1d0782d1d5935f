using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker.Hosting;

/// <summary>Runs orchestrators and activities for as long as the host does. An engine derives its worker from it.</summary>
/// <param name="name">The worker's name; its options have it too.</param>
/// <param name="factory">Makes the registered tasks.</param>
public abstract class DurableTaskWorker(string? name, IDurableTaskFactory factory) : BackgroundService
{
    /// <summary>The worker's name; its options have it too.</summary>
    protected virtual string Name { get; } = name ?? Microsoft.Extensions.Options.Options.DefaultName;

    /// <summary>Makes the registered tasks.</summary>
    protected virtual IDurableTaskFactory Factory { get; } = factory;

    /// <summary>Names the properties of exceptions that go into failure details; null: none.</summary>
    protected IExceptionPropertiesProvider? ExceptionPropertiesProvider { get; set; }
}
