using HiveFlow.Audit;
using HiveFlow.Identity.SignIn;
using HiveFlow.Identity.Sso;
using HiveFlow.Outgoing;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Saml;

/// <summary>Composition of SAML logins.</summary>
public static class SamlServices
{
    /// <summary>Needs single sign-on, the audit log and the client for outside addresses.</summary>
    public static IServiceCollection AddSaml(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<SamlOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SamlOptions>, SamlOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(UsedAssertionDocument.Collection));
        services.TryAddSingleton<UsedAssertions>();
        services.TryAddSingleton(static p => new SamlSignIn(
            p.GetRequiredService<SsoLookup>(),
            p.GetRequiredService<SignInTransactions>(),
            p.GetRequiredService<SignInEnding>(),
            p.GetRequiredService<UsedAssertions>(),
            p.GetRequiredService<AuditLog>(),
            p.GetRequiredService<IOptions<SamlOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<SamlSignIn>>()));
        services.TryAddSingleton(static p => new SamlMetadataImport(p.GetRequiredService<OutgoingClient>(), p.GetRequiredService<TimeProvider>()));
        return services;
    }
}
