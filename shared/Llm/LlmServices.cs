using HiveFlow.Llm.Calling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Llm;

/// <summary>Composition of language models.</summary>
public static class LlmServices
{
    /// <summary>Needs the outgoing client and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddLlm(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<LlmClient>();
        return services;
    }
}
