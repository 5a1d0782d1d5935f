using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Composition;

/// <summary>Binds options to their sections. The capability owns the type, the host owns the section's name.</summary>
public static class SectionBinding
{
    /// <summary>
    /// Binds <typeparamref name="T"/> to <c>HiveFlow:&lt;section&gt;</c> and has it validated at start. A key that is not known and a
    /// value that cannot be read are faults like any other, so that all of them are told at once.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">All settings.</param>
    /// <param name="section">The section's name below <c>HiveFlow</c>.</param>
    /// <param name="others">Keys in the section that belong to other options.</param>
    public static IServiceCollection BindSection<T>(
        this IServiceCollection services, IConfiguration configuration, string section, params string[] others)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var reading = new SectionReading<T>(configuration.GetSection($"HiveFlow:{section}"), others);
        services.AddOptions<T>().Configure(reading.Read).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T>>(reading));
        return services;
    }
}
