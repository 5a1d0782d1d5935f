using HiveFlow.Vault.Encryption;
using HiveFlow.Vault.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Vault;

/// <summary>Registers the vault.</summary>
public static class VaultServices
{
    /// <summary>Adds <see cref="SecretVault"/> as a singleton. The host binds <see cref="VaultOptions"/>.</summary>
    public static IServiceCollection AddVault(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<VaultOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VaultOptions>, VaultOptionsValidator>());
        services.TryAddSingleton<CipherThreads>();
        services.TryAddSingleton<MasterKeys>();
        services.TryAddSingleton(static provider => new SecretVault(
            provider.GetRequiredService<MasterKeys>(),
            provider.GetRequiredService<CipherThreads>(),
            provider.GetRequiredService<IOptions<VaultOptions>>(),
            provider.GetRequiredService<ILogger<SecretVault>>()));
        return services;
    }
}
