using HiveFlow.Engine.Dispatch;

namespace HiveFlow.Engine.Dispatch;

public sealed class FairQueueTests
{
    [Fact]
    public void A_key_with_one_item_does_not_wait_for_one_with_a_thousand()
    {
        var queue = new FairQueue<string>();
        for (var i = 0; i < 1_000; i++)
        {
            queue.Enqueue("large", $"large {i}");
        }

        queue.Enqueue("small", "small");

        Assert.True(queue.TryDequeue(_ => true, out _, out var first));
        Assert.True(queue.TryDequeue(_ => true, out _, out var second));
        Assert.Equal(("large 0", "small"), (first, second));
    }

    [Fact]
    public void Items_of_one_key_keep_their_order_and_none_is_lost()
    {
        var queue = new FairQueue<int>();
        for (var i = 0; i < 100; i++)
        {
            queue.Enqueue($"{i % 3}", i);
        }

        var taken = new List<int>();
        while (queue.TryDequeue(_ => true, out _, out var item))
        {
            taken.Add(item);
        }

        Assert.Equal(Enumerable.Range(0, 100), taken.Order());
        Assert.All(Enumerable.Range(0, 3), key => Assert.Equal(taken.Where(i => i % 3 == key).Order(), taken.Where(i => i % 3 == key)));
        Assert.Equal(0, queue.Count);
    }
}
