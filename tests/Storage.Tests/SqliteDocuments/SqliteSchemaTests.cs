using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Tests.Documents;

namespace HiveFlow.Storage.Tests.SqliteDocuments;

public sealed class SqliteSchemaTests : DocumentStoreTests<SqliteStoreAdapter>
{
    [Fact]
    public async Task Documents_and_cursors_outlive_the_process()
    {
        await AddAsync(Insert("1", new Person("a", "x", 1)), Insert("2", new Person("b", "x", 2)));
        var first = await QueryAsync(Person.Collection, new DocumentQuery("city_age") { Limit = 1 });

        var again = await OpenAsync(Person.Collection);

        var second = await again.QueryAsync(
            Person.Collection, Mine, new DocumentQuery("city_age") { Limit = 1, Cursor = first.NextCursor }, CancellationToken.None);
        Assert.Equal("1", Assert.Single(second.Items).Id);
    }

    [Fact]
    public async Task Queries_by_id_find_what_was_written_before_the_first_of_them_and_after_a_restart()
    {
        await AddAsync([.. Enumerable.Range(0, 500).Select(n => DocumentWrite.Insert(Person.Plain, Mine, $"{n:D3}", new Person($"{n}")))]);
        var query = new DocumentQuery("id") { Descending = false, Limit = 1_000 };
        var first = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => QueryAsync(Person.Plain, query))));
        Assert.All(first, page => Assert.Equal(500, page.Items.Count));

        var again = await OpenAsync(Person.Plain);
        await again.WriteAsync([DocumentWrite.Insert(Person.Plain, Mine, "500", new Person("500"))], CancellationToken.None);

        Assert.Equal(501, (await again.QueryAsync(Person.Plain, Mine, query, CancellationToken.None)).Items.Count);
    }

    [Fact]
    public async Task An_index_declared_later_holds_the_documents_written_before()
    {
        await AddAsync(
            [.. Enumerable.Range(0, 999).Select(n => DocumentWrite.Insert(Person.Plain, Mine, $"{n}", new Person($"{n}", "x", n)))]);
        await AddAsync(
            [.. Enumerable.Range(0, 501).Select(n => DocumentWrite.Insert(Person.Plain, Other, $"o{n}", new Person($"{n}", "x", n)))]);
        var evolved = Plain().WithIndex("age", ("age", person => person.Age!.Value)).WithUniqueIndex(
            "unique_name", ("name", person => person.Name));

        var store = await OpenAsync(evolved);

        var page = await store.QueryAsync(
            evolved, Mine, new DocumentQuery("age") { From = 100, Before = 900, Limit = 1_000 }, CancellationToken.None);
        Assert.Equal(Enumerable.Range(100, 800).Reverse().Select(n => $"{n}"), page.Items.Select(item => item.Id));
        Assert.All(page.Items, item => Assert.Equal(1, item.Version));
        Assert.Equal("o7", (await store.FindAsync(evolved, Other, "unique_name", ["7"], CancellationToken.None))!.Id);
        Assert.Equal(WriteOutcome.Duplicate, (await store.WriteAsync([DocumentWrite.Insert(evolved, Mine, "new", new Person("7", null, 1))], CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task An_index_whose_fields_changed_is_built_anew()
    {
        await AddAsync(DocumentWrite.Insert(Person.Plain, Mine, "1", new Person("b", "x", 1)), DocumentWrite.Insert(
            Person.Plain, Mine, "2", new Person("a", "x", 2)));
        var evolved = new Collection<Person>("plain", PersonJson.Default.Person)
            .WithIndex("city", ("city", person => person.City), ("name", person => person.Name), ("age", person => person.Age!.Value));

        var store = await OpenAsync(evolved);

        var page = await store.QueryAsync(
            evolved, Mine, new DocumentQuery("city") { EqualTo = ["x"], Descending = false }, CancellationToken.None);
        Assert.Equal(["2", "1"], page.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task An_index_that_is_no_longer_declared_no_longer_binds()
    {
        await AddAsync(Insert("1", new Person("a")));
        var evolved = new Collection<Person>("people", PersonJson.Default.Person);

        var store = await OpenAsync(evolved);

        Assert.True(
            (await store.WriteAsync([DocumentWrite.Insert(evolved, Mine, "2", new Person("a"))], CancellationToken.None)).IsApplied);
    }

    [Fact]
    public async Task A_unique_index_that_the_stored_documents_violate_stops_the_start_and_changes_nothing()
    {
        await AddAsync(
            DocumentWrite.Insert(Person.Plain, Mine, "1", new Person("a")), DocumentWrite.Insert(Person.Plain, Mine, "2", new Person("a")));
        var evolved = Plain().WithUniqueIndex("unique_name", ("name", person => person.Name));

        var store = await OpenAsync(evolved);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await store.GetAsync(evolved, Mine, "1", CancellationToken.None));

        Assert.Contains("plain.unique_name", failure.Message, StringComparison.Ordinal);
        store = await OpenAsync(Person.Plain);
        Assert.Equal(2, (await store.QueryAsync(Person.Plain, Mine, new DocumentQuery("city"), CancellationToken.None)).Items.Count);
    }

    [Fact]
    public void Names_that_could_reach_the_stores_language_cannot_be_declared()
    {
        foreach (var name in new[] { "", "A", "1a", "a b", "a\"", "a;", "ä", new string('a', 41), "a\n" })
        {
            Assert.Throws<ArgumentException>(() => new Collection<Person>(name, PersonJson.Default.Person));
        }

        foreach (var name in new[] { "", "1", "a\"", "$a", "a.b", "id", "ID", new string('a', 41) })
        {
            Assert.Throws<ArgumentException>(() => Plain().WithIndex(name, ("city", person => person.City)));
        }

        Assert.Throws<ArgumentException>(() => Plain().WithIndex("x", ("a\"b", person => person.City)));
        Assert.Throws<ArgumentException>(() => Plain().WithIndex("CITY", ("city", person => person.City)));
    }

    [Fact]
    public async Task Two_collections_of_one_name_are_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(Plain(), Plain()));

    private static Collection<Person> Plain() => new Collection<Person>("plain", PersonJson.Default.Person)
        .WithIndex("city", ("city", person => person.City), ("age", person => person.Age is { } age ? age : IndexValue.None));

    private async Task<DocumentPage<Person>> QueryAsync(Collection<Person> collection, DocumentQuery query) =>
        await Store.QueryAsync(collection, Mine, query, CancellationToken.None);
}
