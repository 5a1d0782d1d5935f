using HiveFlow.Engine.Store;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Client;

/// <summary>Removes instances that have ended, alone or with those they started.</summary>
internal static class InstancePurge
{
    private const int Page = 200;

    private static readonly IReadOnlyList<OrchestrationRuntimeStatus> Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Removes one instance if it has ended; how many went.</summary>
    public static async Task<int> PurgeAsync(IEngineStore store, string id, bool recursive, CancellationToken cancellationToken)
    {
        if (!recursive)
        {
            return await store.PurgeAsync(id) ? 1 : 0;
        }

        var purged = 0;
        var waiting = new Stack<string>([id]);
        while (waiting.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await store.FindAsync(next, false, cancellationToken) is not { State.IsEnded: true } row)
            {
                continue;
            }

            foreach (var child in await store.ListChildrenAsync(row.Seq, cancellationToken))
            {
                waiting.Push(child);
            }

            purged += await store.PurgeAsync(next) ? 1 : 0;
        }

        return purged;
    }

    /// <summary>Removes ended instances by their time and status; statuses that are not an end are left alone.</summary>
    public static async Task<PurgeResult> PurgeAsync(
        IEngineStore store, PurgeInstancesFilter filter, bool recursive, TimeProvider time, CancellationToken cancellationToken)
    {
        var statuses = filter.Statuses?.ToList() is { Count: > 0 } asked ? Ended.Intersect(asked).ToList() : Ended;
        var until = filter.Timeout is { } timeout ? time.GetUtcNow() + timeout : DateTimeOffset.MaxValue;
        var purged = 0;
        (long, long)? place = null;
        while (statuses.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (time.GetUtcNow() >= until)
            {
                return new PurgeResult(purged, false);
            }

            var rows = await store.ListAsync(
                new InstanceFilter
                {
                    CreatedFrom = filter.CreatedFrom?.UtcDateTime,
                    CreatedTo = filter.CreatedTo?.UtcDateTime,
                    Statuses = statuses,
                    After = place,
                    Limit = Page,
                },
                cancellationToken);
            var counts = await Task.WhenAll(rows.Select(row => PurgeAsync(store, row.Id, recursive, cancellationToken)));
            purged += counts.Sum();
            if (rows.Count < Page)
            {
                break;
            }

            place = (rows[^1].Created.Ticks, rows[^1].Seq);
        }

        return new PurgeResult(purged, true);
    }
}
