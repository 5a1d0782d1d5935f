using HiveFlow.Engine.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace HiveFlow.Engine.Dispatch;

/// <summary>Whether this worker may run instances of a version.</summary>
internal static class VersionGate
{
    /// <summary>Why not, null when it may.</summary>
    public static Failure? Check(VersioningOptions? versioning, string? version)
    {
        if (versioning is null)
        {
            return null;
        }

        var order = VersionOrder.Compare(version, versioning.Version);
        return versioning.MatchStrategy switch
        {
            VersionMatchStrategy.Strict when order != 0 => new Failure(
                Failure.VersionMismatch, $"The orchestration version '{version}' does not match the worker version '{versioning.Version}'."),
            VersionMatchStrategy.CurrentOrOlder when order > 0 => new Failure(
                Failure.VersionMismatch, $"The orchestration version '{version}' is greater than the worker version '{versioning.Version}'."),
            _ => null,
        };
    }
}
