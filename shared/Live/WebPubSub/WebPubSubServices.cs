using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Live.WebPubSub;

/// <summary>Composition of what speaks to Azure Web PubSub.</summary>
internal static class WebPubSubServices
{
    /// <summary>Registers it; without an endpoint it does nothing.</summary>
    public static IServiceCollection AddWebPubSub(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebPubSubOptions>, WebPubSubOptionsValidator>());
        services.TryAddSingleton<WebPubSubClient>();
        services.TryAddSingleton<RemoteConnections>();
        services.TryAddSingleton<RemoteTopics>();
        services.TryAddSingleton<RemoteCalls>();
        services.AddHttpClient(WebPubSubClient.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                ConnectTimeout = TimeSpan.FromSeconds(5),
                MaxResponseHeadersLength = 64,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return services;
    }
}
