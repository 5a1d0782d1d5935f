using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Functions.OpenApi;

/// <summary>Composition of the API's description of itself.</summary>
public static class OpenApiServices
{
    /// <summary>Registers the document; it is made when it is first asked for. Needs the gate.</summary>
    public static IServiceCollection AddOpenApi(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<OpenApiDocument>();
        services.TryAddSingleton<LlmsText>();
        return services;
    }
}
