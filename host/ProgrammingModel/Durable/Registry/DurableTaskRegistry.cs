using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask;

/// <summary>
/// The orchestrators and activities of a worker, each by name and version. A name and version can be taken once.
/// An orchestrator that is given by its type is made anew, by its parameterless constructor, for every replay; an activity
/// that is given by its type comes from the services of its call.
/// </summary>
public sealed partial class DurableTaskRegistry
{
    private static readonly Task<object?> NoResult = Task.FromResult<object?>(null);

    internal IDictionary<TaskVersionKey, Func<IServiceProvider, ITaskOrchestrator>> OrchestratorsByVersion { get; } =
        new Dictionary<TaskVersionKey, Func<IServiceProvider, ITaskOrchestrator>>();

    internal IDictionary<TaskVersionKey, Func<IServiceProvider, ITaskActivity>> ActivitiesByVersion { get; } =
        new Dictionary<TaskVersionKey, Func<IServiceProvider, ITaskActivity>>();

    /// <summary>Every registered orchestrator, once for each version.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskOrchestrator>>> GetOrchestrators() =>
        OrchestratorsByVersion.Select(entry => KeyValuePair.Create(entry.Key.Name, entry.Value));

    /// <summary>Every registered activity, once for each version.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskActivity>>> GetActivities() =>
        ActivitiesByVersion.Select(entry => KeyValuePair.Create(entry.Key.Name, entry.Value));

    private static void CheckConcrete<T>(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!type.IsAssignableTo(typeof(T)) || !type.IsClass || type.IsAbstract)
        {
            throw new ArgumentException($"{type} has to be a class that is not abstract and implements {typeof(T)}.", nameof(type));
        }
    }

    private static void Add<T>(
        IDictionary<TaskVersionKey, Func<IServiceProvider, T>> tasks, TaskName name, TaskVersion version, Func<IServiceProvider, T> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (name == default)
        {
            throw new ArgumentException("A task needs a name.", nameof(name));
        }

        if (!tasks.TryAdd(new TaskVersionKey(name, version), factory))
        {
            string ofVersion = version == TaskVersion.Unversioned ? "without a version" : $"of version '{version.Version}'";
            throw new ArgumentException($"There is an {typeof(T).Name} named '{name}' {ofVersion} already.", nameof(name));
        }
    }

    private static object Create(IServiceProvider services, Type type) => ActivatorUtilities.GetServiceOrCreateInstance(services, type);
}
