using HiveFlow.Runs.Recording;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Waits;

/// <summary>Says of a run that it waits: nothing of it is at work, and some step waits for an instant or for somebody.</summary>
public sealed class RunStanding(IDocumentStore store, TimeProvider clock)
{
    private const int MaxRaces = 10;

    /// <summary>Reads the run anew; another process may have changed it while it waited.</summary>
    public async ValueTask RefreshAsync(RunMemory memory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (await store.GetAsync(Run.Collection, memory.Run.Tenant, memory.Run.Id, cancellationToken) is { } present
            && present.Version > memory.Run.Version)
        {
            memory.Run = present;
        }
    }

    /// <summary>Marks a run that has not ended as waiting, durably.</summary>
    public async Task WaitAsync(RunMemory memory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(memory);
        for (var race = 0; race < MaxRaces; race++)
        {
            var run = memory.Run;
            if (run.Document.Status == RunStatus.Waiting || RunStatus.IsFinal(run.Document.Status))
            {
                return;
            }

            var waiting = run.Document.Waiting(clock.GetUtcNow());
            var written = await store.WriteAsync(
                [DocumentWrite.Replace(Run.Collection, run.Tenant, run.Id, run.Version, waiting)], cancellationToken);
            if (written.IsApplied)
            {
                memory.Run = run with { Version = run.Version + 1, Document = waiting };
                return;
            }

            if (await store.GetAsync(Run.Collection, run.Tenant, run.Id, cancellationToken) is not { } present)
            {
                return;
            }

            memory.Run = present;
        }
    }
}
