using HiveFlow.Audit;
using HiveFlow.Outgoing;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials.OAuth;
using HiveFlow.Vault.Credentials.Testing;
using HiveFlow.Vault.Credentials.Using;
using HiveFlow.Vault.Encryption;
using HiveFlow.Vault.Rotation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Vault.Credentials;

/// <summary>Registers credentials.</summary>
public static class CredentialServices
{
    /// <summary>Needs the vault, a document store, the audit log, the outgoing client and a <see cref="MemberRole"/>.</summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddVault();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(Credential.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(Consent.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(KeyUse.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(RotationLease.Collection),
        ]);
        services.TryAddSingleton(static p => new CredentialSecrets(Get<SecretVault>(p)));
        services.TryAddSingleton(static p => new TokenServer(Get<OutgoingClient>(p)));
        services.TryAddSingleton(static p => new OAuthTokens(Get<IDocumentStore>(p), Get<CredentialSecrets>(p), Get<TokenServer>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new CredentialRegistry(
            Get<IDocumentStore>(p), Get<CredentialSecrets>(p), Get<AuditLog>(p), Get<IOptions<VaultOptions>>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new CredentialUse(
            Get<IDocumentStore>(p), Get<CredentialSecrets>(p), Get<OAuthTokens>(p), Get<MemberRole>(p), Get<CredentialRegistry>(p)));
        services.TryAddSingleton(static p => new CredentialConsents(
            Get<IDocumentStore>(p),
            Get<CredentialRegistry>(p),
            Get<CredentialSecrets>(p),
            Get<SecretVault>(p),
            Get<TokenServer>(p),
            Get<OAuthTokens>(p),
            Get<MemberRole>(p),
            Get<AuditLog>(p),
            Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new CredentialTester(
            Get<CredentialRegistry>(p), Get<CredentialUse>(p), Get<OutgoingClient>(p), Get<OutgoingSockets>(p), Get<AuditLog>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new KeyRotation(
            Get<IDocumentStore>(p),
            Get<CredentialSecrets>(p),
            p.GetServices<SecretHolder>(),
            Get<TimeProvider>(p),
            Get<ILogger<KeyRotation>>(p)));
        return services;
    }

    private static T Get<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
