using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Alarms;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Schedules;

namespace HiveFlow.Triggers.Tests.Alarms;

public sealed class DueWorkTests : IAsyncDisposable
{
    private readonly FreshStore.FreshStore store = new(DueSchedule.Collection, OpenDelivery.Collection);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task The_next_is_the_first_of_schedules_and_deliveries_after_what_was_looked_at_and_within_the_time()
    {
        var now = store.Clock.GetUtcNow();
        var work = new DueWork(store.Documents);
        Assert.Null(await work.NextAsync(now, now.AddMinutes(1), default));

        await store.Documents.WriteAsync(
        [
            DocumentWrite.Insert(DueSchedule.Collection, Tenant.System, "a", new DueSchedule("o", now)),
            DocumentWrite.Insert(DueSchedule.Collection, Tenant.System, "b", new DueSchedule("o", now.AddSeconds(20))),
            DocumentWrite.Insert(DueSchedule.Collection, Tenant.System, "c", new DueSchedule("o", now.AddMinutes(2))),
            DocumentWrite.Insert(OpenDelivery.Collection, Tenant.System, "d", new OpenDelivery("o", "w", now.AddSeconds(10), 0)),
            DocumentWrite.Insert(OpenDelivery.Collection, Tenant.System, "e", new OpenDelivery("o", "w", now.AddSeconds(30), 0)),
        ], default);

        Assert.Equal(now.AddSeconds(10), await work.NextAsync(now, now.AddMinutes(1), default));
        Assert.Equal(now.AddSeconds(20), await work.NextAsync(now.AddSeconds(10), now.AddMinutes(1), default));
        Assert.Equal(now.AddSeconds(30), await work.NextAsync(now.AddSeconds(20), now.AddMinutes(1), default));
        Assert.Null(await work.NextAsync(now.AddSeconds(30), now.AddMinutes(1), default));
    }
}
