using HiveFlow.Audit;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Approvals;
using HiveFlow.Identity.Bootstrap;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Devices;
using HiveFlow.Identity.Operators;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.PersonalData;
using HiveFlow.Identity.Rotation;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;
using HiveFlow.Identity.SignIn;
using HiveFlow.Identity.Sso;
using HiveFlow.Identity.Throttling;
using HiveFlow.Identity.Tokens;
using HiveFlow.Live.Signals;
using HiveFlow.Mail;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity;

/// <summary>Composition of identity.</summary>
public static class IdentityServices
{
    /// <summary>Registers accounts, sessions, keys and organizations. Needs a document store and mail.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddAudit();
        services.AddOptions<IdentityOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(AccountDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(MailedCodeDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(AccountRemovalDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(OutsideIdentityDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(FailureDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(OrganizationDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(MemberDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SessionDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(ChallengeDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(CodeMailDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SecondFactorDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(FactorTriesDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(VerifiedDomainDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SsoPolicyDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SsoConnectionDocument.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(SsoConnectionPlace.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(RotationRound.Collection),
        ]);
        AddInner(services);
        AddCapabilities(services);
        AddAccounts(services);
        return services.AddOrganizations().AddApiKeys().AddDevices();
    }

    private static void AddInner(IServiceCollection services)
    {
        services.TryAddSingleton<Revocations>();
        services.TryAddSingleton<SlowHashing>();
        services.TryAddSingleton<BreachedPasswords>();
        services.TryAddSingleton<PasswordPolicy>();
        services.TryAddSingleton<FailureDelays>();
        services.TryAddSingleton<LoginFailures>();
        services.TryAddSingleton<SsoEnforcement>();
        services.TryAddSingleton<People>();
        services.TryAddSingleton<OperatorList>();
        services.TryAddSingleton<SigningKeys>();
        services.TryAddSingleton(static p => new SignedTokens(
            Get<SigningKeys>(p), Get<IOptions<IdentityOptions>>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton<AccountChanges>();
        services.TryAddSingleton<MailedCodes>();
        services.TryAddSingleton<SessionUse>();
        services.TryAddSingleton<SessionAuthentication>();
        services.TryAddSingleton<AccountOpening>();
        services.TryAddSingleton<CodeMailLimits>();
        services.TryAddSingleton<ChallengeProof>();
        AddSecondFactor(services);
    }

    private static void AddSecondFactor(IServiceCollection services)
    {
        services.TryAddSingleton<SecretProtection>();
        services.TryAddSingleton<ClientSecrets>();
        services.TryAddSingleton(static p => new FactorKeyRotation(
            Get<IDocumentStore>(p), Get<SecretProtection>(p), Get<ClientSecrets>(p), Get<TimeProvider>(p), Get<ILogger<FactorKeyRotation>>(p)));
        services.TryAddSingleton<SecondFactors>();
        services.TryAddSingleton<FactorTries>();
        services.TryAddSingleton<FactorNotices>();
        services.TryAddSingleton(static p => new TotpRegistry(
            Get<IDocumentStore>(p),
            Get<SecondFactors>(p),
            Get<SecretProtection>(p),
            Get<FactorNotices>(p),
            Get<AuditLog>(p),
            Get<Revocations>(p),
            Get<IOptions<IdentityOptions>>(p),
            Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new TotpReset(
            Get<IDocumentStore>(p), Get<SecondFactors>(p), Get<FactorNotices>(p), Get<AuditLog>(p), Get<Revocations>(p)));
        services.TryAddSingleton(static p => new StepUp(
            Get<ChallengeRegistry>(p), Get<ChallengeProof>(p), Get<SessionRegistry>(p), Get<LoginFailures>(p), Get<AuditLog>(p)));
    }

    private static void AddCapabilities(IServiceCollection services)
    {
        // By hand, because what these classes are made of is nobody else's business: their constructors are internal.
        services.TryAddSingleton<OperatorRegistry>();
        services.TryAddSingleton<MaintenanceMode>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(MaintenanceNotice.Collection));
        services.TryAddSingleton<TriggerRights>();
        services.TryAddSingleton<ApproverDirectory>();
        services.TryAddSingleton(static p => new ApprovalLinks(
            Get<IDocumentStore>(p), Get<SignedTokens>(p), Get<People>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new Authenticator(Get<KeyAuthentication>(p), Get<SessionAuthentication>(p)));
        services.TryAddSingleton(static p => new SessionRegistry(
            Get<IDocumentStore>(p),
            Get<SignedTokens>(p),
            Get<AccountChanges>(p),
            Get<AuditLog>(p),
            Get<Revocations>(p),
            Get<IOptions<IdentityOptions>>(p),
            Get<TimeProvider>(p),
            Get<ILogger<SessionRegistry>>(p)));
        services.TryAddSingleton(static p => new ChallengeRegistry(
            Get<IDocumentStore>(p),
            Get<SlowHashing>(p),
            Get<CodeMailLimits>(p),
            Get<IMailer>(p),
            Get<AccountOpening>(p),
            Get<SecondFactors>(p),
            Get<ChallengeProof>(p),
            Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new AccountRegistry(
            Get<IDocumentStore>(p),
            Get<PasswordPolicy>(p),
            Get<SlowHashing>(p),
            Get<LoginFailures>(p),
            Get<ChallengeRegistry>(p),
            Get<SsoEnforcement>(p),
            Get<AuditLog>(p),
            Get<ILogger<AccountRegistry>>(p)));
        services.TryAddSingleton(static p => new OwnerBootstrap(
            Get<IDocumentStore>(p), Get<AccountOpening>(p), Get<SlowHashing>(p), Get<AuditLog>(p), Get<TimeProvider>(p)));
    }

    private static void AddAccounts(IServiceCollection services)
    {
        services.TryAddSingleton(static p => new AccountPasswords(
            Get<IDocumentStore>(p),
            Get<MailedCodes>(p),
            Get<AccountChanges>(p),
            Get<PasswordPolicy>(p),
            Get<OrganizationNames>(p),
            Get<SlowHashing>(p),
            Get<LoginFailures>(p),
            Get<IMailer>(p),
            Get<MailPost>(p),
            Get<AuditLog>(p),
            Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new AccountDeletion(
            Get<IDocumentStore>(p),
            Get<AccountPasswords>(p),
            Get<MemberChanges>(p),
            Get<Revocations>(p),
            Get<MailPost>(p),
            Get<AuditLog>(p),
            Get<TimeProvider>(p)));
        services.TryAddSingleton<PersonalRecords>();
        services.TryAddSingleton(static p => new AccountRemoval(Get<IDocumentStore>(p), Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new AccountEmails(
            Get<IDocumentStore>(p),
            Get<MailedCodes>(p),
            Get<AccountChanges>(p),
            Get<IMailer>(p),
            Get<MailPost>(p),
            Get<AuditLog>(p),
            Get<TimeProvider>(p)));
    }

    private static T Get<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
