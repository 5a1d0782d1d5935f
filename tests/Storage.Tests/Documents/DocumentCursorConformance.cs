using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Tests.Conformance;

namespace HiveFlow.Storage.Tests.Documents;

/// <summary>The contract of paging.</summary>
public abstract class DocumentCursorConformance<TAdapter> : DocumentStoreTests<TAdapter>
    where TAdapter : IDocumentStoreAdapter, new()
{
    [ConformanceFact]
    public async Task Pages_give_every_document_once_in_order_whatever_the_size_and_direction()
    {
        await FillAsync(60);

        foreach (var query in Queries())
        {
            var whole = (await PageAsync(query with { Limit = 1_000 })).Items.Select(item => item.Id).ToArray();
            Assert.NotEmpty(whole);
            foreach (var limit in new[] { 1, 7, whole.Length, 100 })
            {
                Assert.Equal(whole, await WalkAsync(query with { Limit = limit }));
            }
        }
    }

    [ConformanceFact]
    public async Task The_last_page_has_no_cursor_even_when_it_is_full()
    {
        await FillAsync(10);

        Assert.Null((await PageAsync(new DocumentQuery("id") { Limit = 10 })).NextCursor);
        Assert.NotNull((await PageAsync(new DocumentQuery("id") { Limit = 9 })).NextCursor);
    }

    [ConformanceFact]
    public async Task Documents_that_come_and_go_meanwhile_never_repeat_or_hide_the_others()
    {
        await FillAsync(40);
        var query = new DocumentQuery("city_age") { Limit = 5, Descending = false };
        var before = (await PageAsync(query with { Limit = 1_000 })).Items.Select(item => item.Id).ToHashSet();
        var seen = new List<string>();
        string? cursor = null;
        var n = 0;
        do
        {
            var page = await PageAsync(query with { Cursor = cursor });
            seen.AddRange(page.Items.Select(item => item.Id));
            cursor = page.NextCursor;
            await AddAsync(
                Insert($"new {n}", new Person($"new {n}", "c", 1_000 + n)),
                Insert($"newer {n}", new Person($"newer {n}")),
                DocumentWrite.Delete(Person.Collection, Mine, page.Items[^1].Id));
            n++;
        }
        while (cursor is not null);

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Subset(seen.ToHashSet(), before);
    }

    [ConformanceFact]
    public async Task A_cursor_of_another_query_collection_or_tenant_is_refused()
    {
        await FillAsync(20);
        var query = new DocumentQuery("city_age") { EqualTo = ["a"], From = 0, Before = 1_000, Limit = 1 };
        var cursor = (await PageAsync(query)).NextCursor!;

        foreach (var foreign in new[]
        {
            query with { EqualTo = ["b"] },
            query with { Descending = false },
            query with { From = 1 },
            query with { Before = 999 },
            query with { From = IndexValue.None },
            new DocumentQuery("place") { EqualTo = ["a"], From = 0, Before = 1_000, Limit = 1 },
            new DocumentQuery("id"),
        })
        {
            await Assert.ThrowsAsync<InvalidCursorException>(() => PageAsync(foreign with { Cursor = cursor }));
        }

        await Assert.ThrowsAsync<InvalidCursorException>(async () =>
            await Store.QueryAsync(Person.Collection, Other, query with { Cursor = cursor }, CancellationToken.None));
        Assert.Single((await PageAsync(query with { Cursor = cursor })).Items);
    }

    [ConformanceFact]
    public async Task A_cursor_cut_or_changed_anywhere_is_refused_or_moves_within_the_query()
    {
        await FillAsync(20);
        var query = new DocumentQuery("city_age") { EqualTo = ["a"], From = 5, Before = 15, Limit = 2 };
        var cursor = (await PageAsync(query)).NextCursor!;
        for (var i = 0; i < cursor.Length; i++)
        {
            await Assert.ThrowsAsync<InvalidCursorException>(() => PageAsync(query with { Cursor = cursor[..i] }));
            var changed = cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..];
            try
            {
                var page = await PageAsync(query with { Cursor = changed });
                Assert.All(page.Items, item => Assert.True(item.Document is { City: "a", Age: >= 5 and < 15 }));
            }
            catch (InvalidCursorException)
            {
                // Refused: as good.
            }
        }

        foreach (var nonsense in new[] { "", " ", "!", "AAAA", new string('A', 20_000), "ä" })
        {
            await Assert.ThrowsAsync<InvalidCursorException>(() => PageAsync(query with { Cursor = nonsense }));
        }
    }

    [ConformanceFact]
    public async Task A_page_may_change_its_size()
    {
        await FillAsync(30);
        var first = await PageAsync(new DocumentQuery("id") { Limit = 10 });

        Assert.Equal(20, (await PageAsync(new DocumentQuery("id") { Limit = 1_000, Cursor = first.NextCursor })).Items.Count);
    }

    private static IEnumerable<DocumentQuery> Queries()
    {
        foreach (var descending in new[] { false, true })
        {
            yield return new DocumentQuery("id") { Descending = descending };
            yield return new DocumentQuery("id") { Descending = descending, From = "p 01", Before = "p 05" };
            yield return new DocumentQuery("name") { Descending = descending };
            yield return new DocumentQuery("name") { Descending = descending, Before = "p 3" };
            yield return new DocumentQuery("city_age") { Descending = descending };
            yield return new DocumentQuery("city_age") { Descending = descending, From = "a", Before = "c" };
            yield return new DocumentQuery("city_age") { Descending = descending, EqualTo = ["a"] };
            yield return new DocumentQuery("city_age") { Descending = descending, EqualTo = [IndexValue.None] };
            yield return new DocumentQuery("city_age") { Descending = descending, EqualTo = ["a"], From = 5, Before = 15 };
            yield return new DocumentQuery("city_age") { Descending = descending, EqualTo = ["a"], From = 5 };
            yield return new DocumentQuery("city_age") { Descending = descending, EqualTo = ["c", IndexValue.None] };
            yield return new DocumentQuery("city_age") { Descending = descending, EqualTo = ["c", IndexValue.None], From = "p 1" };
        }
    }

    /// <summary>
    /// People in three cities and none, with and without age, those of city c alike; and some of another tenant between them.
    /// </summary>
    private async Task FillAsync(int count)
    {
        await AddAsync([.. Enumerable.Range(0, count).Select(n => Insert($"p {n:D2}", PersonOf(n)))]);
        await AddAsync([.. Enumerable.Range(0, 12).Select(n => Insert($"p 0{n:D2}", PersonOf(n), Other))]);
    }

    private static Person PersonOf(int n) => (n % 5) switch
    {
        0 => new Person($"p {n}", "c"),
        1 => new Person($"p {n}"),
        2 => new Person($"p {n}", "b", n % 2 == 0 ? null : n),
        _ => new Person($"p {n}", "a", n),
    };

    private async Task<DocumentPage<Person>> PageAsync(DocumentQuery query) =>
        await Store.QueryAsync(Person.Collection, Mine, query, CancellationToken.None);

    private async Task<List<string>> WalkAsync(DocumentQuery query)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await PageAsync(query with { Cursor = cursor });
            Assert.InRange(page.Items.Count, 1, query.Limit);
            ids.AddRange(page.Items.Select(item => item.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return ids;
    }
}
