using HiveFlow.Llm.Calling;
using HiveFlow.Llm.Proxy;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Llm;

/// <summary>Composition of language models.</summary>
public static class LlmServices
{
    /// <summary>Needs the outgoing client, Metering, Storage and a <see cref="TimeProvider"/>; options: <see cref="LlmProxyOptions"/>.</summary>
    public static IServiceCollection AddLlm(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<LlmProxyOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LlmProxyOptions>, LlmProxyOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(ProxyHold.Collection));
        services.TryAddSingleton<LlmClient>();
        services.TryAddSingleton<ProxyCharges>();
        services.TryAddSingleton<LlmProxy>();
        return services;
    }
}
