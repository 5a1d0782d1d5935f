using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Schedules;

namespace HiveFlow.Triggers.Alarms;

/// <summary>Knows when the next schedule or delivery is due, over all organizations.</summary>
public sealed class DueWork(IDocumentStore store)
{
    /// <summary>The first instant after one and before the other at which something is due; null for none. Costs two looks at an index.</summary>
    public async ValueTask<DateTimeOffset?> NextAsync(DateTimeOffset after, DateTimeOffset before, CancellationToken cancellationToken)
    {
        // Indexes are as fine as milliseconds.
        var from = after.AddMilliseconds(1);
        if (from >= before)
        {
            return null;
        }

        var schedules = await store.QueryAsync(DueSchedule.Collection, Tenant.System, First("at", from, before), cancellationToken);
        var deliveries = await store.QueryAsync(OpenDelivery.Collection, Tenant.System, First("due", from, before), cancellationToken);
        DateTimeOffset? schedule = schedules.Items.Count == 0 ? null : schedules.Items[0].Document.At;
        DateTimeOffset? delivery = deliveries.Items.Count == 0 ? null : deliveries.Items[0].Document.DueAt;
        return schedule is null || delivery < schedule ? delivery : schedule;
    }

    private static DocumentQuery First(string index, DateTimeOffset from, DateTimeOffset before) =>
        new(index) { From = from, Before = before, Descending = false, Limit = 1 };
}
