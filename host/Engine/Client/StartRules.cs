using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Client;

/// <summary>Over which instances of the same id a start is refused.</summary>
internal static class StartRules
{
    public static readonly IReadOnlyList<OrchestrationRuntimeStatus> Open =
        [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended];

    /// <summary>
    /// The statuses of <see cref="StartOrchestrationOptions.DedupeStatuses"/>; without a list the default of the Functions host, the
    /// instances that have not ended.
    /// </summary>
    /// <exception cref="ArgumentException">A name is no status.</exception>
    public static IReadOnlyList<OrchestrationRuntimeStatus> RefuseOver(StartOrchestrationOptions? options)
    {
        if (options?.DedupeStatuses is not { } names)
        {
            return Open;
        }

        return [.. names.Select(Parse).Distinct()];
    }

    private static OrchestrationRuntimeStatus Parse(string name) =>
        Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) && Enum.IsDefined(status)
            ? status
            : throw new ArgumentException($"'{name}' is no status of an orchestration.", nameof(name));
}
