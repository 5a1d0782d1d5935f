using HiveFlow.Live.Events;
using HiveFlow.Runs;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Gathers what one activity has to record and writes it in as few atomic steps as it can. Not thread-safe.</summary>
internal sealed class StepRecorder(RunEventLog log, IDocumentStore store, RunMemory memory)
{
    private const int FlushAbove = 64;

    private List<RunEvent> events = [];
    private List<DocumentWrite> writes = [];

    /// <summary>Whether there is so much that it should be written now.</summary>
    public bool IsFull => events.Count >= FlushAbove;

    /// <summary>An event to be written.</summary>
    public void Add(RunEvent runEvent) => events.Add(runEvent);

    /// <summary>Events to be written.</summary>
    public void AddRange(IReadOnlyList<RunEvent> some) => events.AddRange(some);

    /// <summary>A step's record to be written, in place of an earlier one of the same step.</summary>
    public void Add(RunStep step)
    {
        if (step.Part is null)
        {
            memory.Remember(step);
        }

        writes.Add(DocumentWrite.Upsert(RunStep.Collection, memory.Run.Tenant, step.DocumentId, step));
    }

    /// <summary>Another document to be written; not one that can be refused.</summary>
    public void Add(DocumentWrite write) => writes.Add(write);

    /// <summary>The events not yet written, for the write that ends the run.</summary>
    public IReadOnlyList<RunEvent> TakeEvents()
    {
        var taken = events;
        events = [];
        return taken;
    }

    /// <summary>The records not yet written, likewise.</summary>
    public IReadOnlyList<DocumentWrite> TakeWrites()
    {
        var taken = writes;
        writes = [];
        return taken;
    }

    /// <summary>Writes what has gathered, ahead of whatever comes next; does nothing when there is nothing.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            if (writes.Count > 0)
            {
                await store.WriteAheadAsync(TakeWrites(), cancellationToken);
            }

            return;
        }

        await log.AppendAsync(memory.Run.Tenant, memory.Run.Id, TakeEvents(), TakeWrites(), cancellationToken);
    }
}
