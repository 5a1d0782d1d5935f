using HiveFlow.Runs.Batches;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.History;
using HiveFlow.Runs.Idempotency;
using HiveFlow.Runs.Loops;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;
using HiveFlow.Runs.Removal;
using HiveFlow.Runs.Telemetry;
using HiveFlow.Runs.Waits;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Runs;

/// <summary>Registers runs, their steps and their records.</summary>
public static class RunsServices
{
    /// <summary>Needs Storage, Live and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<PayloadStore>();
        services.TryAddSingleton<RunMeter>();
        services.TryAddSingleton<RunStore>();
        services.TryAddSingleton<RunSearch>();
        services.TryAddSingleton<RunRemoval>();
        services.AddOptions<RetentionOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>());
        services.TryAddSingleton<LoopStore>();
        services.TryAddSingleton<RunBatches>();
        services.TryAddSingleton<FailedRuns>();
        services.TryAddSingleton<FreshFailures>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BatchOptions>, BatchOptionsValidator>());
        services.TryAddSingleton<RunMemories>();
        services.TryAddSingleton<RunEnder>();
        services.TryAddSingleton<RunEndWaiter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RunsOptions>, RunsOptionsValidator>());
        services.AddOptions<WaitsOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WaitsOptions>, WaitsOptionsValidator>());
        services.TryAddSingleton<RunTurns>();
        services.TryAddSingleton<RunWaits>();
        services.TryAddSingleton<RunInboxes>();
        services.TryAddSingleton<RunStanding>();
        services.TryAddSingleton<WaitErrands>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ICollectionDefinition>(Run.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(RunStep.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(IdempotencyRecord.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(FailureWord.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(RemovedRun.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(RunWait.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(RunInbox.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(WaitErrand.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(RunBatch.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(OpenBatch.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(FailedRun.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(OpenFailure.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(AlertMark.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(LoopPage.Collection),
            ServiceDescriptor.Singleton<ICollectionDefinition>(LoopItem.Collection),
        ]);
        return services;
    }
}
