using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Worker;

/// <summary>A worker that shows what it was built with.</summary>
internal sealed class IdleWorker(string name, IDurableTaskFactory factory) : DurableTaskWorker(name, factory)
{
    public string BuiltName => Name;

    public IVersionedTaskFactory Tasks => (IVersionedTaskFactory)Factory;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}
