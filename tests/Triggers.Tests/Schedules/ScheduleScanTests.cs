using HiveFlow.Authoring;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Schedules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Tests.Schedules;

public sealed class ScheduleScanTests
{
    private const int Many = 100_000;
    private const int Due = 7;

    [Fact]
    public async Task A_look_at_a_hundred_thousand_schedules_reads_those_that_are_due_and_no_others()
    {
        await using var store = new FreshStore.FreshStore(Flow.Collection, Schedule.Collection, DueSchedule.Collection);
        var now = store.Clock.GetUtcNow();
        foreach (var chunk in Enumerable.Range(0, Many).Chunk(1_000))
        {
            await store.Documents.WriteAsync(
            [
                .. chunk.Select(number => DocumentWrite.Insert(
                    DueSchedule.Collection,
                    Tenant.System,
                    number.ToString("x24", null),
                    new DueSchedule(store.Tenant.Key, number < Due ? now.AddSeconds(-number) : now.AddMinutes(1 + number)))),
            ], default);
        }

        var counting = new ReadCounter(store.Documents);
        var tick = new ScheduleTick(
            counting, (_, _, _) => ValueTask.FromResult(ScheduleRunStanding.Gone), Options.Create(new SchedulesOptions()), store.Clock, NullLogger<ScheduleTick>.Instance);

        // Their schedules are gone, so that each costs one more read and is cleared away.
        Assert.Equal(Due, await tick.RunAsync((_, _, _) => throw new InvalidOperationException("There is nothing to start."), default));
        Assert.Equal((1, Due, Due), (counting.Queries, counting.Found, counting.Gets));
        Assert.Equal(0, await tick.RunAsync((_, _, _) => throw new InvalidOperationException("There is nothing to start."), default));
        Assert.Equal((2, Due, Due), (counting.Queries, counting.Found, counting.Gets));
    }
}
