using HiveFlow.Audit;
using HiveFlow.Live.Signals;
using HiveFlow.Mail;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Organizations;

/// <summary>Composition of organizations; a part of identity.</summary>
internal static class OrganizationServices
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddOrganizations(this IServiceCollection services)
    {
        services.AddOptions<OrganizationOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OrganizationOptions>, OrganizationOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(InvitationDocument.Collection));
        services.TryAddSingleton<OrganizationDirectory>();
        services.TryAddSingleton<OrganizationWalk>();
        services.TryAddSingleton<OrganizationRegistry>();
        services.TryAddSingleton<MemberChanges>();
        services.TryAddSingleton<OrganizationNames>();
        services.TryAddSingleton<InvitationMails>();
        services.TryAddSingleton(static p => new MemberRegistry(Get<IDocumentStore>(p), Get<MemberChanges>(p), Get<AuditLog>(p), Get<Revocations>(p)));
        services.TryAddSingleton(static p => new InvitationRegistry(
            Get<IDocumentStore>(p),
            Get<MemberChanges>(p),
            Get<InvitationMails>(p),
            Get<AuditLog>(p),
            Get<IOptions<OrganizationOptions>>(p),
            Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new InvitationAcceptance(
            Get<IDocumentStore>(p),
            Get<MemberChanges>(p),
            Get<OrganizationRegistry>(p),
            Get<AuditLog>(p),
            Get<Revocations>(p),
            Get<IOptions<OrganizationOptions>>(p),
            Get<TimeProvider>(p)));
        services.TryAddSingleton(static p => new OrganizationRemoval(
            Get<IDocumentStore>(p), Get<IFileStore>(p), p.GetServices<ICollectionDefinition>(), Get<AuditLog>(p)));
        return services;
    }

    private static T Get<T>(IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();
}
