using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Identity.Oidc;

/// <summary>Composition of the OpenID Connect client.</summary>
internal static class OidcServices
{
    /// <summary>Needs the client for outside addresses.</summary>
    public static IServiceCollection AddOidc(this IServiceCollection services)
    {
        services.TryAddSingleton<ProviderHttp>();
        services.TryAddSingleton<OidcDiscovery>();
        services.TryAddSingleton<OidcKeys>();
        services.TryAddSingleton<IdTokens>();
        services.TryAddSingleton<OidcFlow>();
        return services;
    }
}
