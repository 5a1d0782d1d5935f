using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Tests.Conformance;

namespace HiveFlow.Storage.Tests.Documents;

/// <summary>The contract of queries: what they give, and in which order.</summary>
public abstract class DocumentQueryConformance<TAdapter> : DocumentStoreTests<TAdapter>
    where TAdapter : IDocumentStoreAdapter, new()
{
    [ConformanceFact]
    public async Task The_order_is_that_of_the_fields_then_the_id_with_absent_values_first()
    {
        await AddAsync(
            Insert("1", new Person("1", "b", 2)),
            Insert("2", new Person("2", "b", 1)),
            Insert("3", new Person("3", "a", 9)),
            Insert("4", new Person("4", null, 5)),
            Insert("5", new Person("5", "b")),
            Insert("6", new Person("6")),
            Insert("7", new Person("7")),
            Insert("8", new Person("8", "b", -3)));

        Assert.Equal("6 7 4 3 5 8 2 1", await IdsAsync(new DocumentQuery("city_age") { Descending = false }));
        Assert.Equal("1 2 8 5 3 4 7 6", await IdsAsync(new DocumentQuery("city_age")));
    }

    [ConformanceFact]
    public async Task Equal_values_select_their_documents_and_an_absent_value_the_others()
    {
        await AddAsync(
            Insert("1", new Person("1", "a", 1)),
            Insert("2", new Person("2", "a")),
            Insert("3", new Person("3", "aa", 1)),
            Insert("4", new Person("4", null, 1)));

        Assert.Equal("1 2", await IdsAsync(new DocumentQuery("city_age") { EqualTo = ["a"] }));
        Assert.Equal("1", await IdsAsync(new DocumentQuery("city_age") { EqualTo = ["a", 1] }));
        Assert.Equal("2", await IdsAsync(new DocumentQuery("city_age") { EqualTo = ["a", IndexValue.None] }));
        Assert.Equal("4", await IdsAsync(new DocumentQuery("city_age") { EqualTo = [IndexValue.None] }));
        Assert.Equal("", await IdsAsync(new DocumentQuery("city_age") { EqualTo = ["A"] }));
    }

    [ConformanceFact]
    public async Task A_range_takes_its_lower_bound_and_leaves_out_its_upper_one_and_absent_values()
    {
        await AddAsync([.. Enumerable.Range(1, 6).Select(n => Insert($"{n}", new Person($"{n}", "a", n)))]);
        await AddAsync(Insert("none", new Person("none", "a")), Insert("other", new Person("other", "b", 3)));
        var query = new DocumentQuery("city_age") { EqualTo = ["a"], Descending = false };

        Assert.Equal("2 3 4", await IdsAsync(query with { From = 2, Before = 5 }));
        Assert.Equal("5 6", await IdsAsync(query with { From = 5 }));
        Assert.Equal("1 2", await IdsAsync(query with { Before = 3 }));
        Assert.Equal("2 1", await IdsAsync(query with { Before = 3, Descending = true }));
        Assert.Equal("", await IdsAsync(query with { From = 4, Before = 4 }));
    }

    [ConformanceFact]
    public async Task A_range_of_texts_goes_by_their_bytes()
    {
        string[] names = ["", "B", "a", "ab", "b", "ä", "世", "🐝"];
        await AddAsync([.. names.Select((name, n) => Insert($"{n}", new Person(name)))]);
        var query = new DocumentQuery("name") { Descending = false };

        Assert.Equal("0 1 2 3 4 5 6 7", await IdsAsync(query));
        Assert.Equal("2 3", await IdsAsync(query with { From = "a", Before = "b" }));
        Assert.Equal("5 6 7", await IdsAsync(query with { From = "c" }));
        Assert.Equal("0 1", await IdsAsync(query with { Before = "a" }));
    }

    [ConformanceFact]
    public async Task Instants_are_ordered_as_numbers()
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await AddAsync(Insert("1", new Person("1", "a", at.ToUnixTimeMilliseconds())), Insert(
            "2", new Person("2", "a", at.AddDays(1).ToUnixTimeMilliseconds())));

        Assert.Equal("2", await IdsAsync(new DocumentQuery("city_age") { EqualTo = ["a"], From = at.AddHours(1) }));
    }

    [ConformanceFact]
    public async Task The_id_is_an_order_of_its_own_with_ranges()
    {
        await AddAsync([.. new[] { "r/1", "r/2", "r/10", "s" }.Select(id => Insert(id, new Person(id)))]);
        await AddAsync(Insert("r/3", new Person("r/3"), Other));

        Assert.Equal("r/1 r/10 r/2 s", await IdsAsync(new DocumentQuery("id") { Descending = false }));
        Assert.Equal("r/2 r/10 r/1", await IdsAsync(new DocumentQuery("id") { From = "r/", Before = "r0" }));
    }

    [ConformanceFact]
    public async Task A_query_on_a_unique_index_gives_documents_with_absent_values_too()
    {
        await AddAsync(Insert("1", new Person("1", "a", 1)), Insert("2", new Person("2", "a")), Insert("3", new Person("3", "a")));

        Assert.Equal("2 3 1", await IdsAsync(new DocumentQuery("place") { EqualTo = ["a"], Descending = false }));
    }

    [ConformanceFact]
    public async Task A_query_never_gives_another_tenants_documents()
    {
        await AddAsync(Insert("1", new Person("1", "a", 1)), Insert("2", new Person("2", "a", 2), Other), Insert(
            "3", new Person("3", "a", 3), Tenant.System));

        foreach (var index in new[] { "id", "name", "city_age", "place" })
        {
            Assert.Equal("1", await IdsAsync(new DocumentQuery(index)));
        }

        Assert.Equal("3", await IdsAsync(new DocumentQuery("city_age") { EqualTo = ["a"] }, Tenant.System));
    }

    [ConformanceFact]
    public async Task One_document_is_found_by_its_unique_values()
    {
        await AddAsync(Insert("1", new Person("a", "Rome", 1)), Insert("2", new Person("b", "Rome")));

        Assert.Equal("1", (await Store.FindAsync(Person.Collection, Mine, "name", ["a"], CancellationToken.None))!.Id);
        Assert.Equal("1", (await Store.FindAsync(Person.Collection, Mine, "place", ["Rome", 1], CancellationToken.None))!.Id);
        Assert.Null(await Store.FindAsync(Person.Collection, Mine, "place", ["Rome", 2], CancellationToken.None));
        Assert.Null(await Store.FindAsync(Person.Collection, Mine, "place", ["Rome", IndexValue.None], CancellationToken.None));
    }

    [ConformanceFact]
    public async Task What_is_no_query_on_the_index_is_refused()
    {
        foreach (var query in new[]
        {
            new DocumentQuery("nothing"),
            new DocumentQuery("name\"; DROP TABLE doc_people; --"),
            new DocumentQuery("name") { EqualTo = ["a", "b"] },
            new DocumentQuery("id") { EqualTo = ["a"] },
            new DocumentQuery("name") { Limit = 0 },
            new DocumentQuery("name") { Limit = 1_001 },
            new DocumentQuery("name") { From = 1, Before = "a" },
            new DocumentQuery("name") { EqualTo = [new string('x', 1_001)] },
            new DocumentQuery("name") { EqualTo = ["\ud800"] },
            new DocumentQuery("city_age") { EqualTo = ["a", long.MinValue] },
        })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => IdsAsync(query));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await Store.FindAsync(Person.Collection, Mine, "city_age", ["a", 1], CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await Store.FindAsync(Person.Collection, Mine, "place", ["a"], CancellationToken.None));
    }

    [ConformanceFact]
    public async Task A_replaced_document_moves_in_the_order()
    {
        await AddAsync(Insert("1", new Person("1", "a", 1)), Insert("2", new Person("2", "a", 2)));

        await AddAsync(DocumentWrite.Upsert(Person.Collection, Mine, "1", new Person("1", "a", 3)));

        Assert.Equal("1 2", await IdsAsync(new DocumentQuery("city_age") { EqualTo = ["a"] }));
    }

    private async Task<string> IdsAsync(DocumentQuery query, Tenant? tenant = null) =>
        string.Join(
            ' ', (await Store.QueryAsync(Person.Collection, tenant ?? Mine, query, CancellationToken.None)).Items.Select(item => item.Id));
}
