using HiveFlow.Files.Leftovers;
using HiveFlow.Functions.Maintenance;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Files;

/// <summary>Removes what uploads left that were begun and never finished.</summary>
public sealed class FileSweepJob(FileSweeper sweeper) : IMaintenanceJob
{
    /// <inheritdoc/>
    public string Name => "files";

    /// <inheritdoc/>
    public TimeSpan Every { get; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken) =>
        sweeper.SweepAsync(until, cancellationToken);
}
