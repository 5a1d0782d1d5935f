using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.RunFlow;

/// <summary>The nodes of one walk that wait for an instant, each with its timer; some may be answered before.</summary>
internal sealed class OpenWaits(TaskOrchestrationContext context)
{
    private readonly List<(PendingWait Wait, Task Timer, CancellationTokenSource Cancellation)> open = [];

    public int Count => open.Count;

    public IReadOnlyList<PendingWait> All => [.. open.Select(wait => wait.Wait)];

    public IEnumerable<Task> Timers => open.Select(wait => wait.Timer);

    /// <summary>Whether one of them is a wait that the run is shown to be in.</summary>
    public bool AreShown => open.Exists(wait => wait.Wait.Kind != WaitKind.Unsaid);

    public void Open(PendingWait wait)
    {
        var cancellation = new CancellationTokenSource();
        open.Add((wait, context.CreateTimer(wait.Until.UtcDateTime, cancellation.Token), cancellation));
    }

    /// <summary>Takes out the first whose instant has come.</summary>
    public bool TryTakeDue([NotNullWhen(true)] out PendingWait? wait)
    {
        var due = open.FindIndex(one => one.Timer.IsCompleted);
        wait = due < 0 ? null : open[due].Wait;
        if (due >= 0)
        {
            open[due].Cancellation.Dispose();
            open.RemoveAt(due);
        }

        return due >= 0;
    }

    /// <summary>Takes out a node's wait for an answer, before its time.</summary>
    public bool TryTakeAnswer(int node, [NotNullWhen(true)] out PendingWait? wait)
    {
        var found = open.FindIndex(one => one.Wait.Node == node && one.Wait.Kind == WaitKind.Answer);
        wait = found < 0 ? null : open[found].Wait;
        if (found >= 0)
        {
            open[found].Cancellation.Cancel();
            open[found].Cancellation.Dispose();
            open.RemoveAt(found);
        }

        return found >= 0;
    }

    /// <summary>Gives up every timer.</summary>
    public void Cancel()
    {
        foreach (var (_, _, cancellation) in open)
        {
            cancellation.Cancel();
            cancellation.Dispose();
        }
    }
}
