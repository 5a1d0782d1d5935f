using HiveFlow.Metering.Limits;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Functions.Gate;

/// <summary>Asks for the tables of access rules and limits at start-up, so that a fault in them stops the start and not the first request.</summary>
internal sealed class GateStart(FunctionTable table, LimitBook book) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (table.Rules.Count == 0)
        {
            throw new InvalidOperationException("No HTTP function was found.");
        }

        var unknown = table.Rules.Where(rule => rule.Limit is { } limit && book.Class(limit.Name) is null).Select(rule => rule.Limit!.Name).ToList();
        return unknown.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException($"HiveFlow:Limits:Classes lacks {string.Join(", ", unknown.Distinct())}.");
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
