using HiveFlow.Functions.Maintenance;
using HiveFlow.Functions.Operators;
using HiveFlow.Live.Instances;
using HiveFlow.Runs;
using HiveFlow.Sandbox.Leftovers;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Sandbox;

/// <summary>Removes the sandboxes that instances left that are no more, and those of runs that have ended.</summary>
public sealed partial class SandboxSweepJob(
    SandboxSweeper sweeper, InstanceRegistry instances, InstanceBeat beat, RunStore runs, ILogger<SandboxSweepJob> logger) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "sandboxes";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (!sweeper.IsNeeded || await AliveAsync(cancellationToken) is not { } alive)
        {
            return false;
        }

        var swept = await sweeper.SweepAsync(
            async (labels, stop) => !alive.Contains(labels.Process) || await HasEndedAsync(labels, stop), cancellationToken);
        if (!swept.IsSuccess)
        {
            NotSwept(logger, swept.Error.Message);
        }
        else if (swept.Value > 0)
        {
            Swept(logger, swept.Value);
        }

        return false;
    }

    /// <summary>The instances that are there; null while Redis is away, for then nobody knows.</summary>
    private async Task<HashSet<string>?> AliveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await beat.TellAsync(cancellationToken);
            return [.. (await instances.ListAsync(cancellationToken)).Select(instance => instance.Id)];
        }
        catch (Exception fault) when (InstanceRegistry.IsOutage(fault))
        {
            return null;
        }
    }

    private async Task<bool> HasEndedAsync(SandboxLabels labels, CancellationToken cancellationToken) =>
        labels.Run.Length > 0
        && DocumentId.TryParse(labels.Organization, out var organization)
        && await runs.GetAsync(organization, labels.Run, cancellationToken) is { } run
        && RunStatus.IsFinal(run.Document.Status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} sandboxes were left over and are removed.")]
    private static partial void Swept(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sandboxes that are left over could not be removed and end by their own timeout: {Reason}")]
    private static partial void NotSwept(ILogger logger, string reason);
}
