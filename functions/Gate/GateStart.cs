using Microsoft.Extensions.Hosting;

namespace HiveFlow.Functions.Gate;

/// <summary>Asks for the table of access rules at start-up, so that a fault in it stops the start and not the first request.</summary>
internal sealed class GateStart(FunctionTable table) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => table.Rules.Count > 0
        ? Task.CompletedTask
        : throw new InvalidOperationException("No HTTP function was found.");

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
