using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Runs.Waits;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Orchestrations.Waits;

/// <summary>Tells an orchestration that a wait of it has ended. The store knows that already: what can't be told now is told later.</summary>
public sealed partial class RunWaker(WaitErrands errands, ILogger<RunWaker> logger)
{
    /// <summary>Raises the event, durably, and closes the errand; an orchestration that is over needs none.</summary>
    public async Task WakeAsync(DurableTaskClient client, RunWait wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(wait);
        try
        {
            if (await client.GetInstanceAsync(wait.Instance, cancellation: cancellationToken) is { IsCompleted: false })
            {
                await client.RaiseEventAsync(wait.Instance, Wakes.EventOf(wait.Iteration), wait.Node, cancellationToken);
            }

            await errands.CloseAsync(WaitErrand.IdOf(wait.Id, null), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            NotWoken(logger, exception, wait.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The run of the ended wait {Wait} was not woken yet; it is tried again.")]
    private static partial void NotWoken(ILogger logger, Exception exception, string wait);
}
