using HiveFlow.Authoring.Credentials;
using HiveFlow.Errors;
using HiveFlow.Flows.Credentials;
using HiveFlow.Identity.Organizations;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Functions.Composition;

/// <summary>Ties credentials to people, flows and runs, which know nothing of each other. Comes ahead of what it is for.</summary>
internal static class CredentialWiring
{
    /// <summary>Who may use one (Identity), what saving a flow asks (Authoring), what a step gets (Orchestrations).</summary>
    public static IServiceCollection AddCredentialWiring(this IServiceCollection services)
    {
        services.TryAddSingleton<MemberRoles>();
        services.TryAddSingleton<MemberRole>(static p => async (tenant, userId, cancellationToken) =>
            await p.GetRequiredService<MemberRoles>().FindAsync(tenant, userId, cancellationToken) is not Role.None and var role ? Roles.Name(role) : null);
        services.TryAddSingleton<CredentialRule>(static p => (tenant, userId, named, cancellationToken) =>
            FaultAsync(p.GetRequiredService<CredentialUse>(), tenant, userId, named, cancellationToken));
        services.TryAddSingleton<RunRights>(static p => async (tenant, userId, cancellationToken) =>
            userId is not null && await p.GetRequiredService<MemberRoles>().FindAsync(tenant, userId, cancellationToken) >= Role.Member);
        services.TryAddSingleton<RunCredentials>(static p => p.GetRequiredService<CredentialUse>().OpenAsync);
        return services;
    }

    private static async ValueTask<Error?> FaultAsync(
        CredentialUse use, Tenant tenant, string? userId, IReadOnlyList<NamedCredential> named, CancellationToken cancellationToken)
    {
        var forbidden = await use.ForbiddenAsync(tenant, userId, [.. named.Select(n => n.Id).Distinct(StringComparer.Ordinal)], cancellationToken);
        return forbidden.Count == 0 ? null : CredentialErrors.Forbidden([.. named.Where(n => forbidden.Contains(n.Id)).Select(n => n.Path)]);
    }
}
