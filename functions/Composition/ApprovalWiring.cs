using HiveFlow.Functions.Waits;
using HiveFlow.Identity.Approvals;
using HiveFlow.Orchestrations.Waits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Functions.Composition;

/// <summary>Ties approvals to people and their mail, of which runs know nothing. Comes ahead of what it is for.</summary>
internal static class ApprovalWiring
{
    /// <summary>Who may be asked (Identity), and how they are told (Mail).</summary>
    public static IServiceCollection AddApprovalWiring(this IServiceCollection services)
    {
        services.TryAddSingleton<ApprovalMails>();
        services.TryAddSingleton<ApprovalDesk>();
        services.TryAddSingleton<FindApprovers>(static p => async (tenant, emails, roles, cancellationToken) =>
            [.. (await p.GetRequiredService<ApproverDirectory>().FindAsync(tenant, emails, roles, cancellationToken)).Select(one => new Approver(one.UserId, one.Email))]);
        services.TryAddSingleton<TellApprover>(static p => p.GetRequiredService<ApprovalMails>().SendAsync);
        return services;
    }
}
