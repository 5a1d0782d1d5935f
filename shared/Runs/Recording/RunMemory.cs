using System.Collections.Concurrent;
using System.Text.Json;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Recording;

/// <summary>
/// What this process remembers of a run at work, to spare reading what it has just written. Never the truth: everything here can be
/// read from the store.
/// </summary>
public sealed class RunMemory(Stored<Run> run, JsonElement input)
{
    private const long MaxBytes = 512 * 1024;

    private readonly ConcurrentDictionary<(int Node, string? Iteration), RunStep> steps = new();
    private long bytes;
    private long spent = -1;

    /// <summary>The run as last read or written here.</summary>
    public Stored<Run> Run { get; set; } = run;

    /// <summary>About what its steps have cost, in millicredits; negative while this process does not know. Of steps that others ran it knows what it was told.</summary>
    public long Spent => Volatile.Read(ref spent);

    /// <summary>Tells what its steps had cost when nobody knew.</summary>
    public void Know(long cost) => Interlocked.CompareExchange(ref spent, cost, -1);

    /// <summary>Tells what its steps have cost at least, wherever they ran.</summary>
    public void Learn(long cost)
    {
        for (var known = Spent; known < cost;)
        {
            var found = Interlocked.CompareExchange(ref spent, cost, known);
            known = found == known ? cost : found;
        }
    }

    /// <summary>Counts another step's cost.</summary>
    public void Spend(long cost) => Interlocked.Add(ref spent, cost);

    /// <summary>What the run was given.</summary>
    public JsonElement Input { get; } = input;

    /// <summary>Remembers an ended step while there is room; one that waits is forgotten, for another instance may end it.</summary>
    public void Remember(RunStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        // An older try of the same step must not be taken for this one.
        Forget(step.Node, step.Iteration);
        if (step.Status is not (StepStatus.Completed or StepStatus.Failed))
        {
            return;
        }

        if (Interlocked.Add(ref bytes, SizeOf(step)) <= MaxBytes)
        {
            steps[(step.Node, step.Iteration)] = step;
        }
        else
        {
            Interlocked.Add(ref bytes, -SizeOf(step));
        }
    }

    /// <summary>The step, if remembered.</summary>
    /// <param name="node">The node's position in the frozen flow.</param>
    /// <param name="iteration">Null outside loops.</param>
    public RunStep? Recall(int node, string? iteration) => steps.GetValueOrDefault((node, iteration));

    /// <summary>Makes room: nobody will ask for that step again, or whoever does may read it.</summary>
    public void Forget(int node, string? iteration)
    {
        if (steps.TryRemove((node, iteration), out var step))
        {
            Interlocked.Add(ref bytes, -SizeOf(step));
        }
    }

    private static int SizeOf(RunStep step) => step.Output?.Value is { } value ? Payloads.JsonValues.RawLength(value) : 64;
}
