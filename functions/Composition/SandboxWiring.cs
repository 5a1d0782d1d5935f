using HiveFlow.Functions.Operators;
using HiveFlow.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Functions.Composition;

/// <summary>Ties sandboxes to instances, of which they know nothing. Comes ahead of what it is for.</summary>
internal static class SandboxWiring
{
    /// <summary>Sandboxes are marked with the name that their instance has among the others, so that those of a dead one are known.</summary>
    public static IServiceCollection AddSandboxWiring(this IServiceCollection services)
    {
        services.TryAddSingleton(static p => new SandboxMark(p.GetRequiredService<InstanceBeat>().Id));
        return services;
    }
}
