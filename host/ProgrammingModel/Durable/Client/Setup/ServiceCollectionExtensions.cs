using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

/// <summary>Adds durable clients to a host.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds a client, or goes on setting up the one that is there.</summary>
    public static IDurableTaskClientBuilder AddDurableTaskClient(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Register(services, name ?? Options.DefaultName, static _ => { });
    }

    /// <summary>Adds the default client, or goes on setting it up.</summary>
    public static IServiceCollection AddDurableTaskClient(this IServiceCollection services, Action<IDurableTaskClientBuilder> configure) =>
        services.AddDurableTaskClient(Options.DefaultName, configure);

    /// <summary>Adds a client, or goes on setting up the one that is there.</summary>
    public static IServiceCollection AddDurableTaskClient(
        this IServiceCollection services, string name, Action<IDurableTaskClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        Register(services, name, configure);
        return services;
    }

    private static IDurableTaskClientBuilder Register(
        IServiceCollection services, string name, Action<IDurableTaskClientBuilder> configure)
    {
        IDurableTaskClientBuilder? known = services
            .Select(service => service.IsKeyedService ? null : service.ImplementationInstance as DefaultDurableTaskClientBuilder)
            .FirstOrDefault(builder => builder?.Name == name);
        if (known is not null)
        {
            configure(known);
            return known;
        }

        DefaultDurableTaskClientBuilder builder = new(name, services);
        services.AddSingleton(builder);
        configure(builder);
        services.TryAddSingleton<IDurableTaskClientProvider, DefaultDurableTaskClientProvider>();
        services.AddOptions<DurableTaskClientOptions>(name).Configure<IServiceProvider>(UseConverterService);
        services.AddSingleton(provider => new RegisteredClient(builder.Build(provider)));
        return name == Options.DefaultName ? builder.RegisterDirectly() : builder;
    }

    private static void UseConverterService(DurableTaskClientOptions options, IServiceProvider services)
    {
        if (!options.DataConverterExplicitlySet && services.GetService<DataConverter>() is { } converter)
        {
            options.DataConverter = converter;
        }
    }
}
