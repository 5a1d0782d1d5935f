using System.Globalization;
using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Paging;

public sealed class PageableTests
{
    private readonly List<(string? Token, int? Size)> _fetches = [];

    [Fact]
    public async Task Items_come_from_every_page_and_each_page_is_fetched_once()
    {
        List<int> items = [];
        await foreach (int item in UpTo(7, pageSize: 3))
        {
            items.Add(item);
        }

        Assert.Equal(Enumerable.Range(0, 7), items);
        Assert.Equal([(null, null), ("3", null), ("6", null)], _fetches);
    }

    [Fact]
    public async Task Pages_begin_after_the_token_and_have_the_size_asked_for()
    {
        List<int> counts = [];
        string? last = "not read";
        await foreach (Page<int> page in UpTo(10, pageSize: 3).AsPages("2", 4))
        {
            counts.Add(page.Values.Count);
            last = page.ContinuationToken;
        }

        Assert.Equal([4, 4], counts);
        Assert.Null(last);
    }

    [Fact]
    public async Task A_page_is_fetched_when_it_is_asked_for_and_not_before()
    {
        await foreach (int _ in UpTo(7, pageSize: 3))
        {
            break;
        }

        Assert.Single(_fetches);
    }

    [Fact]
    public void A_page_needs_its_values() => Assert.Throws<ArgumentNullException>(() => new Page<int>(null!));

    private AsyncPageable<int> UpTo(int count, int pageSize) => Pageable.Create((token, size, _) =>
    {
        _fetches.Add((token, size));
        int from = token is null ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        int to = Math.Min(count, from + (size ?? pageSize));
        string? next = to == count ? null : to.ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(new Page<int>([.. Enumerable.Range(from, to - from)], next));
    });
}
