using HiveFlow.Engine.Dispatch;

namespace HiveFlow.Engine.Dispatch;

public sealed class WorkLineTests
{
    [Fact]
    public void Long_work_of_one_key_leaves_room_for_another()
    {
        var begun = new Begun();
        var line = new WorkLine<Item>(begun, limit: 4, share: 3);
        for (var i = 0; i < 10; i++)
        {
            line.Add("large", new Item($"large {i}"));
        }

        line.Add("small", new Item("small"));

        Assert.Equal(["large 0", "large 1", "large 2", "small"], begun.Names);
        Assert.Equal(7, line.Waiting);
    }

    [Fact]
    public void What_waits_begins_when_something_of_its_key_ends()
    {
        var begun = new Begun();
        var line = new WorkLine<Item>(begun, limit: 4, share: 3);
        for (var i = 0; i < 5; i++)
        {
            line.Add("a", new Item($"a {i}"));
        }

        line.Ended("a");

        Assert.Equal("a 3", begun.Names[^1]);
        Assert.Equal(3, line.UnderWay);
    }

    [Fact]
    public async Task A_closed_line_begins_nothing_and_tells_when_all_has_ended()
    {
        var begun = new Begun();
        var line = new WorkLine<Item>(begun, limit: 1, share: 1);
        line.Add(string.Empty, new Item("first"));
        line.Add(string.Empty, new Item("second"));

        var drained = line.Close();
        Assert.False(drained.IsCompleted);
        line.Ended(string.Empty);

        await drained;
        Assert.Equal(["first"], begun.Names);
    }

    private sealed record Item(string Name) : IThreadPoolWorkItem
    {
        public void Execute()
        {
        }
    }

    private sealed class Begun : IEngineScheduler
    {
        public List<string> Names { get; } = [];

        public void Queue(IThreadPoolWorkItem item) => Names.Add(((Item)item).Name);
    }
}
