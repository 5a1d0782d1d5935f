using HiveFlow.Compatibility;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.DurableTask.Worker;

public static class GrpcWorkerExtensions
{
    /// <summary>Makes the worker an engine on the handle's store.</summary>
    public static IDurableTaskWorkerBuilder UseGrpc(this IDurableTaskWorkerBuilder builder, EngineHandle handle)
    {
        string name = builder.Name;
        builder.Services.TryAddSingleton(services => handle.CreateEngine(services, name));
        return builder.UseBuildTarget<EngineWorker>();
    }
}
