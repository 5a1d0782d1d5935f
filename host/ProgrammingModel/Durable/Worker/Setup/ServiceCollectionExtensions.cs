using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>Adds durable workers to a host.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds a worker, or goes on setting up the one that is there.</summary>
    public static IDurableTaskWorkerBuilder AddDurableTaskWorker(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Register(services, name ?? Options.DefaultName, static _ => { });
    }

    /// <summary>Adds the default worker, or goes on setting it up.</summary>
    public static IServiceCollection AddDurableTaskWorker(this IServiceCollection services, Action<IDurableTaskWorkerBuilder> configure) =>
        services.AddDurableTaskWorker(Options.DefaultName, configure);

    /// <summary>Adds a worker, or goes on setting up the one that is there.</summary>
    public static IServiceCollection AddDurableTaskWorker(
        this IServiceCollection services, string name, Action<IDurableTaskWorkerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        Register(services, name, configure);
        return services;
    }

    private static IDurableTaskWorkerBuilder Register(
        IServiceCollection services, string name, Action<IDurableTaskWorkerBuilder> configure)
    {
        IDurableTaskWorkerBuilder? known = services
            .Select(service => service.IsKeyedService ? null : service.ImplementationInstance as DefaultDurableTaskWorkerBuilder)
            .FirstOrDefault(builder => builder?.Name == name);
        if (known is not null)
        {
            configure(known);
            return known;
        }

        DefaultDurableTaskWorkerBuilder builder = new(name, services);
        services.AddSingleton(builder);
        configure(builder);
        services.AddOptions<DurableTaskWorkerOptions>(name).Configure<IServiceProvider>(UseConverterService);
        services.AddSingleton(builder.Build);
        return builder;
    }

    private static void UseConverterService(DurableTaskWorkerOptions options, IServiceProvider services)
    {
        if (!options.DataConverterExplicitlySet && services.GetService<DataConverter>() is { } converter)
        {
            options.DataConverter = converter;
        }
    }
}
