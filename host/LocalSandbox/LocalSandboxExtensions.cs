using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.LocalSandbox;

/// <summary>Composition of the local sandbox server.</summary>
public static class LocalSandboxExtensions
{
    /// <summary>
    /// Adds the server as a hosted service beside <c>AddSandbox</c>; the host binds <see cref="LocalSandboxOptions"/> to
    /// <c>HiveFlow:Sandbox:Local</c>.
    /// </summary>
    public static IServiceCollection AddLocalSandbox(this IServiceCollection services)
    {
        services.AddOptions<LocalSandboxOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LocalSandboxOptions>, LocalSandboxOptionsValidator>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<LocalSandboxOptions>>().Value);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LocalSandboxService>());
        return services;
    }
}
