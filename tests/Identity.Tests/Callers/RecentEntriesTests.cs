using HiveFlow.Identity.Callers;

namespace HiveFlow.Identity.Tests.Callers;

public sealed class RecentEntriesTests
{
    [Fact]
    public void The_newest_half_is_always_there_and_the_whole_never_exceeds_the_capacity()
    {
        var entries = new RecentEntries<int, int>(100);
        for (var i = 0; i < 10_000; i++)
        {
            entries.Set(i, i);
        }

        Assert.All(Enumerable.Range(9_950, 50), i => Assert.True(entries.TryGet(i, out _)));
        Assert.InRange(Enumerable.Range(0, 10_000).Count(i => entries.TryGet(i, out _)), 50, 100);
    }
}
