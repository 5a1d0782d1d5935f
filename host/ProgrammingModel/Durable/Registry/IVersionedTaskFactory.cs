using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask.Worker;

/// <summary>
/// Makes registered tasks by name and version. A version asked for is matched exactly; without a match the task without a
/// version is taken, but only if the name has no versions at all.
/// </summary>
internal interface IVersionedTaskFactory : IDurableTaskFactory
{
    bool TryCreateActivity(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity);

    bool TryCreateOrchestrator(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator);
}
