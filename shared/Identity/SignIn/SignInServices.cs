using HiveFlow.Audit;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Oidc;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.SignIn;

/// <summary>Composition of logging in by outside providers.</summary>
public static class SignInServices
{
    /// <summary>Needs identity, the audit log and the client for outside addresses.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<SignInOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SignInOptions>, SignInOptionsValidator>());
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(SignInTransactionDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SignInCodeDocument.Collection),
        ]);
        services.AddOidc();
        services.TryAddSingleton<GitHubFlow>();
        services.TryAddSingleton<RedirectUris>();
        services.TryAddSingleton<SignInTransactions>();
        services.TryAddSingleton<SignInCodes>();
        services.TryAddSingleton<ProviderAccounts>();
        services.TryAddSingleton<SignInEnding>();
        services.TryAddSingleton(static p => new SignInTrade(
            p.GetRequiredService<IDocumentStore>(),
            p.GetRequiredService<SignInCodes>(),
            p.GetRequiredService<SessionRegistry>(),
            p.GetRequiredService<ChallengeRegistry>(),
            p.GetRequiredService<SecondFactors>(),
            p.GetRequiredService<Revocations>(),
            p.GetRequiredService<AuditLog>()));
        services.TryAddSingleton(static p => new ProviderSignIn(
            p.GetRequiredService<IOptions<SignInOptions>>(),
            p.GetRequiredService<SignInTransactions>(),
            p.GetRequiredService<SignInEnding>(),
            p.GetRequiredService<OidcFlow>(),
            p.GetRequiredService<GitHubFlow>()));
        services.TryAddSingleton(static p => new OutsideIdentities(
            p.GetRequiredService<IDocumentStore>(),
            p.GetRequiredService<SignInCodes>(),
            p.GetRequiredService<ProviderAccounts>(),
            p.GetRequiredService<AuditLog>()));
        return services;
    }
}
