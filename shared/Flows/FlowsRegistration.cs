using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Flows;

/// <summary>Registers what flows are made of.</summary>
public static class FlowsRegistration
{
    /// <summary>
    /// Adds <see cref="ExpressionEvaluator"/> and <see cref="FlowValidator"/>; the latter needs the node types, which Processors adds. The
    /// host binds <see cref="FlowsOptions"/>.
    /// </summary>
    public static IServiceCollection AddFlows(this IServiceCollection services)
    {
        services.AddOptions<FlowsOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FlowsOptions>, FlowsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ExpressionEvaluator(
            provider.GetRequiredService<IOptions<FlowsOptions>>().Value.Expressions, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<FlowValidator>();
        return services;
    }
}
