using HiveFlow.Compatibility;
using HiveFlow.Engine.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

public static class GrpcClientExtensions
{
    /// <summary>Makes the client one of the engine that the worker of the same host runs.</summary>
    public static IDurableTaskClientBuilder UseGrpc(this IDurableTaskClientBuilder builder, EngineHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        string name = builder.Name;
        builder.Services.TryAddSingleton(services =>
            services.GetRequiredService<IOptionsMonitor<DurableTaskClientOptions>>().Get(name));
        return builder.UseBuildTarget<EngineClient>();
    }
}
