using HiveFlow.Functions.Alerts;
using HiveFlow.Functions.Auth;
using HiveFlow.Functions.Batches;
using HiveFlow.Functions.Billing;
using HiveFlow.Functions.Credentials;
using HiveFlow.Functions.Credits;
using HiveFlow.Functions.Failures;
using HiveFlow.Functions.Files;
using HiveFlow.Functions.Llm;
using HiveFlow.Functions.Organizations;
using HiveFlow.Functions.Queueing;
using HiveFlow.Functions.Runs;
using HiveFlow.Functions.Sandbox;
using HiveFlow.Functions.Schedules;
using HiveFlow.Functions.Sso;
using HiveFlow.Functions.Waits;
using HiveFlow.Functions.Webhooks;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Maintenance;

/// <summary>The list of all maintenance jobs.</summary>
public static class MaintenanceServices
{
    /// <summary>Registers the jobs and what runs them.</summary>
    public static IServiceCollection AddMaintenance(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(JobRecord.Collection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(ZombieRound.Collection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MaintenanceOptions>, MaintenanceOptionsValidator>());
        services.TryAddSingleton<MaintenanceJobs>();
        Type[] jobs =
        [
            typeof(ScheduleJob),
            typeof(DeliveryJob),
            typeof(BatchJob),
            typeof(FailureJob),
            typeof(WaitErrandJob),
            typeof(HistoryPurgeJob),
            typeof(ZombieJob),
            typeof(RunRemovalJob),
            typeof(RetentionJob),
            typeof(ReencryptionJob),
            typeof(FactorKeyJob),
            typeof(DomainRecheckJob),
            typeof(AccountRemovalJob),
            typeof(OrganizationRemovalJob),
            typeof(FileSweepJob),
            typeof(SandboxSweepJob),
            typeof(LlmHoldsJob),
            typeof(ReconciliationJob),
            typeof(DebtJob),
            typeof(QueueJob),
            typeof(AlertJob),
        ];
        foreach (var job in jobs)
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton(typeof(IMaintenanceJob), job));
        }

        return services;
    }
}
