using HiveFlow.Live.Connections;
using HiveFlow.Live.Events;
using HiveFlow.Live.Feeds;
using HiveFlow.Live.Redis;
using HiveFlow.Live.Signals;
using HiveFlow.Live.WebPubSub;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Live;

/// <summary>Registers the event log and its signals.</summary>
public static class LiveServices
{
    /// <summary>Needs an <see cref="IDocumentStore"/> and a <see cref="TimeProvider"/>; options: <see cref="RedisOptions"/>.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, RedisOptionsValidator>());
        services.TryAddSingleton<RedisConnection>();
        services.TryAddSingleton<RunSignals>();
        services.TryAddSingleton<RunEventLog>();
        services.TryAddSingleton<RunFeeds>();
        services.TryAddSingleton<RunNotices>();
        services.TryAddSingleton<ConnectionLeases>();
        services.TryAddSingleton<Revocations>();
        services.AddWebPubSub();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisStart>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RunRelay>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RevocationRelay>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(RunEventBatch.Collection));
        return services;
    }
}
