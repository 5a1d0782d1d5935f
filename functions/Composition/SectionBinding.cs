using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Composition;

/// <summary>Binds options to their sections. The capability owns the type, the host owns the section's name.</summary>
internal static class SectionBinding
{
    /// <summary>
    /// Binds <typeparamref name="T"/> to <c>HiveFlow:&lt;section&gt;</c> and has it validated at start. A value that cannot be read is a
    /// fault like any other, so that all of them are told at once.
    /// </summary>
    public static IServiceCollection BindSection<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        var path = $"HiveFlow:{section}";
        var reading = new SectionReading<T>(configuration.GetSection(path), path);
        services.AddOptions<T>().Configure(reading.Read).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T>>(reading));
        return services;
    }
}
