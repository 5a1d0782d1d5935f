using HiveFlow.Storage.Documents;

namespace HiveFlow.Live.Events;

/// <summary>Neighbouring events of one run, stored as one document.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Last">The number of the last event within.</param>
/// <param name="ExpiresAt">When the document may go.</param>
/// <param name="Events">In order, numbered without gaps.</param>
public sealed record RunEventBatch(string RunId, long Last, DateTimeOffset? ExpiresAt, IReadOnlyList<RunEvent> Events)
{
    /// <summary>The collection: one index to read a run's log from any number on.</summary>
    public static readonly Collection<RunEventBatch> Collection = new Collection<RunEventBatch>("run_events", LiveJson.Default.RunEventBatch)
        .WithIndex("run", ("runId", batch => batch.RunId), ("last", batch => batch.Last))
        .WithExpiry(batch => batch.ExpiresAt);

    /// <summary>The document's id: one writer can take a number, a second one is refused.</summary>
    public static string IdOf(string runId, long first) => $"{runId}/{first:D10}";
}
