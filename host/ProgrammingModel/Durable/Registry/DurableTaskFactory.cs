using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask.Worker;

/// <summary>The registered tasks as they were when the worker was built.</summary>
internal sealed class DurableTaskFactory(DurableTaskRegistry registry) : IVersionedTaskFactory
{
    private readonly FrozenDictionary<TaskVersionKey, Func<IServiceProvider, ITaskActivity>> _activities =
        registry.ActivitiesByVersion.ToFrozenDictionary();

    private readonly FrozenDictionary<TaskVersionKey, Func<IServiceProvider, ITaskOrchestrator>> _orchestrators =
        registry.OrchestratorsByVersion.ToFrozenDictionary();

    private readonly FrozenSet<TaskName> _versionedActivities = Versioned(registry.ActivitiesByVersion.Keys);
    private readonly FrozenSet<TaskName> _versionedOrchestrators = Versioned(registry.OrchestratorsByVersion.Keys);

    public bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity) =>
        TryCreateActivity(name, default, serviceProvider, out activity);

    public bool TryCreateOrchestrator(
        TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator) =>
        TryCreateOrchestrator(name, default, serviceProvider, out orchestrator);

    public bool TryCreateActivity(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
    {
        activity = Find(_activities, _versionedActivities, name, version)?.Invoke(serviceProvider);
        return activity is not null;
    }

    public bool TryCreateOrchestrator(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
    {
        orchestrator = Find(_orchestrators, _versionedOrchestrators, name, version)?.Invoke(serviceProvider);
        return orchestrator is not null;
    }

    private static FrozenSet<TaskName> Versioned(IEnumerable<TaskVersionKey> keys) =>
        keys.Where(key => key.Version != TaskVersion.Unversioned).Select(key => key.Name).ToFrozenSet();

    private static Func<IServiceProvider, T>? Find<T>(
        FrozenDictionary<TaskVersionKey, Func<IServiceProvider, T>> tasks,
        FrozenSet<TaskName> versioned,
        TaskName name,
        TaskVersion version)
    {
        if (tasks.TryGetValue(new TaskVersionKey(name, version), out Func<IServiceProvider, T>? exact))
        {
            return exact;
        }

        // Where a name has versions, a version that is missing must not run as something else.
        return versioned.Contains(name) ? null : tasks.GetValueOrDefault(new TaskVersionKey(name, TaskVersion.Unversioned));
    }
}
