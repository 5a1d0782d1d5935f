using HiveFlow.Errors;
using HiveFlow.Flows;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Agents;
using HiveFlow.Orchestrations.Alarms;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.DryRuns;
using HiveFlow.Orchestrations.Failures;
using HiveFlow.Orchestrations.Finishing;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.Retrying;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Orchestrations.Sweeping;
using HiveFlow.Orchestrations.Testing;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Processors.Agents;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Orchestrations;

/// <summary>Registers what orchestrations and activities work with.</summary>
public static class OrchestrationServices
{
    /// <summary>
    /// Needs Runs, Metering's credits, Authoring, Processors and a <see cref="TimeProvider"/>. Without a <see cref="RunCredentials"/> registered before, no step
    /// gets a credential; without <see cref="FindApprovers"/> and <see cref="TellApprover"/>, no approval can name anybody and nobody is told;
    /// without a <see cref="RunRights"/>, no run may start another flow; without a <see cref="RunsMayBegin"/>, queued runs always may;
    /// without a <see cref="FollowFailures"/>, what follows from failures is left to whoever looks for it; without a <see cref="RingAlarm"/>,
    /// nothing is done at alarms.
    /// </summary>
    public static IServiceCollection AddOrchestrations(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddFlows();
        services.TryAddSingleton<RunCredentials>(static (_, _, _, _) => ValueTask.FromResult<Result<OpenedCredential>>(CredentialErrors.Forbidden()));
        services.TryAddSingleton<FindApprovers>(static (_, _, _, _) => ValueTask.FromResult<IReadOnlyList<Approver>>([]));
        services.TryAddSingleton<TellApprover>(static (_, _, _, _) => Task.CompletedTask);
        services.TryAddSingleton<RingAlarm>(static (_, _) => Task.CompletedTask);
        services.TryAddSingleton<StepWaits>();
        services.TryAddSingleton<RunWaker>();
        services.TryAddSingleton<RunRights>(static (_, _, _) => ValueTask.FromResult(false));
        services.TryAddSingleton<StepSettings>();
        services.TryAddSingleton<StepWatch>();
        services.TryAddSingleton<LastOutputs>();
        services.TryAddSingleton<ItemEnder>();
        services.TryAddSingleton<LoopSteps>();
        services.TryAddSingleton<SubflowFinder>();
        services.TryAddSingleton<FindFlowTool>(provider => provider.GetRequiredService<SubflowFinder>().ToolAsync);
        services.TryAddSingleton<SubflowSteps>();
        services.TryAddSingleton<RunChildren>();
        services.TryAddSingleton<PartRecords>();
        services.TryAddSingleton<AgentToolRunner>();
        services.TryAddSingleton<StepRuns>();
        services.TryAddSingleton<StepExecutor>();
        services.AddQueueing();
        services.TryAddSingleton<FollowFailures>(static _ => { });
        services.TryAddSingleton<RunsMayBegin>(static _ => ValueTask.FromResult(true));
        services.TryAddSingleton<RunPlaces>();
        services.TryAddSingleton<QueuedRuns>();
        services.TryAddSingleton<QueueRepair>();
        services.TryAddSingleton<RunDeadlines>();
        services.TryAddSingleton<RunCharges>();
        services.TryAddSingleton<StepRunner>();
        services.TryAddSingleton<RunFinisher>();
        services.TryAddSingleton<RunStarter>();
        services.TryAddSingleton<RunRetrier>();
        services.TryAddSingleton<NodeTester>();
        services.TryAddSingleton<DryRunner>();
        services.TryAddSingleton<RunCanceller>();
        services.TryAddSingleton<ZombieSweep>();
        return services;
    }
}
