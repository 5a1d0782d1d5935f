namespace DurableTask.Core.History;

/// <summary>
/// One event of an instance's history, as <see cref="Microsoft.DurableTask.Client.DurableTaskClient.GetOrchestrationHistoryAsync"/>
/// declares it. The embedded engine doesn't export histories; nothing derives from it.
/// </summary>
/// <param name="eventId">The number of the task the event belongs to; -1: none.</param>
public abstract class HistoryEvent(int eventId)
{
    /// <summary>The number of the task the event belongs to; -1: none.</summary>
    public int EventId { get; } = eventId;

    /// <summary>When it happened, in UTC.</summary>
    public DateTime Timestamp { get; set; }
}
