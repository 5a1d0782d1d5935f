using HiveFlow.Compatibility;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Testing;

public static class DurableTaskTestExtensions
{
    /// <summary>Adds a worker and a client on a store that ends with the host.</summary>
    public static IServiceCollection AddInMemoryDurableTask(this IServiceCollection services, Action<DurableTaskRegistry> configureTasks)
    {
        EngineHandle handle = new();
        services.AddSingleton(_ => handle);
        services.AddDurableTaskWorker(builder => builder.UseGrpc(handle).AddTasks(configureTasks));
        services.AddDurableTaskClient(builder => builder.UseGrpc(handle).RegisterDirectly());
        return services;
    }

    public static EngineHandle GetInMemoryOrchestrationService(this IServiceProvider services) =>
        services.GetRequiredService<EngineHandle>();
}
