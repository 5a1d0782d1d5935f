using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Engine;

/// <summary>Registers the embedded durable engine.</summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine, its <see cref="DurableTaskClient"/> and a hosted service that starts and stops it. Needs a
    /// <see cref="SqliteDatabase"/>; uses <see cref="DurableTaskWorkerOptions"/> and <see cref="DurableTaskClientOptions"/>, where configured.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Adds orchestrators and activities; may be called several times.</param>
    public static IServiceCollection AddDurableEngine(this IServiceCollection services, Action<DurableTaskRegistry>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.AddOptions<EngineOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EngineOptions>, EngineOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SharedWriter>();
        services.TryAddSingleton(provider => new DurableEngine(
            provider.GetRequiredService<SqliteDatabase>(),
            provider.GetRequiredService<IOptions<DurableTaskRegistry>>().Value,
            provider,
            provider.GetRequiredService<IOptions<EngineOptions>>().Value,
            provider.GetRequiredService<IOptions<DurableTaskWorkerOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => provider.GetRequiredService<DurableEngine>()
            .CreateClient(string.Empty, provider.GetRequiredService<IOptions<DurableTaskClientOptions>>().Value));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineService>());
        return services;
    }
}
