using HiveFlow.Live.Events;
using HiveFlow.Runs;
using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>Gathers what one activity has to record and writes it in as few atomic steps as it can. Not thread-safe.</summary>
internal sealed class StepRecorder(RunEventLog log, RunMemory memory)
{
    private const int FlushAbove = 64;

    private List<RunEvent> events = [];
    private List<DocumentWrite> writes = [];

    /// <summary>Events not yet written, for the write that ends the run.</summary>
    public IReadOnlyList<RunEvent> Events => events;

    /// <summary>Records of steps not yet written, likewise.</summary>
    public IReadOnlyList<DocumentWrite> Writes => writes;

    /// <summary>Whether there is so much that it should be written now.</summary>
    public bool IsFull => events.Count >= FlushAbove;

    /// <summary>An event to be written.</summary>
    public void Add(RunEvent runEvent) => events.Add(runEvent);

    /// <summary>Events to be written.</summary>
    public void AddRange(IReadOnlyList<RunEvent> some) => events.AddRange(some);

    /// <summary>A step's record to be written, in place of an earlier one of the same step.</summary>
    public void Add(RunStep step)
    {
        memory.Remember(step);
        writes.Add(DocumentWrite.Upsert(RunStep.Collection, memory.Run.Tenant, RunStep.IdOf(step.RunId, step.Node, step.Iteration), step));
    }

    /// <summary>Writes what has gathered, ahead of whatever comes next; does nothing when there is nothing.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        var (theseEvents, theseWrites) = (events, writes);
        events = [];
        writes = [];
        await log.AppendAsync(memory.Run.Tenant, memory.Run.Id, theseEvents, theseWrites, cancellationToken);
    }
}
