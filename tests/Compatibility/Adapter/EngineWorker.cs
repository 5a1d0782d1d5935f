using HiveFlow.Engine;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;

namespace HiveFlow.Compatibility;

/// <summary>Runs the engine for as long as the tests' host does.</summary>
internal sealed class EngineWorker(string name, IDurableTaskFactory factory, DurableEngine engine) : DurableTaskWorker(name, factory)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await engine.StopAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}
