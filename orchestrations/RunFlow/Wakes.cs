using System.Text.Json;
using Microsoft.DurableTask;

namespace HiveFlow.Orchestrations.RunFlow;

/// <summary>
/// Hints that somebody has answered a wait: each names a node's place and nothing else, for the store alone knows what was answered. One wait
/// for the event is open at a time, so that none is lost between two.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="iteration">The loop's item that is walked; null for the flow itself.</param>
internal sealed class Wakes(TaskOrchestrationContext context, string? iteration)
{
    private readonly SortedSet<int> early = [];
    private Task<JsonElement?>? next;

    /// <summary>
    /// The event's name; its payload is the node's place. Items of a loop share an orchestration, so that each has a name of its own.
    /// </summary>
    public static string EventOf(string? iteration) => iteration is null ? "wake" : $"wake/{iteration}";

    /// <summary>Ends when there is something to take; null before the first <see cref="Open"/>.</summary>
    public Task? Next => next;

    /// <summary>Begins to listen.</summary>
    public void Open()
    {
        if (next is null)
        {
            Listen();
        }
    }

    /// <summary>The places of the nodes that were named, in order; -1 for a payload that names none.</summary>
    public async Task<List<int>> TakeAsync()
    {
        List<int> nodes = [];
        while (next is { IsCompleted: true })
        {
            var payload = await next;
            nodes.Add(payload is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var node) ? node : -1);
            Listen();
        }

        return nodes;
    }

    /// <summary>Keeps a hint about a node whose step is still at work and will perhaps wait.</summary>
    public void Remember(int node) => early.Add(node);

    /// <summary>Whether such a hint was kept; it is no longer.</summary>
    public bool Recall(int node) => early.Remove(node);

    private void Listen() => next = context.WaitForExternalEvent<JsonElement?>(EventOf(iteration));
}
