using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Tests.Conformance;

namespace HiveFlow.Storage.Tests.Documents;

/// <summary>The contract of single writes and of reading by id.</summary>
public abstract class DocumentWriteConformance<TAdapter> : DocumentStoreTests<TAdapter>
    where TAdapter : IDocumentStoreAdapter, new()
{
    [ConformanceFact]
    public async Task An_inserted_document_comes_back_whole_at_version_one()
    {
        var person = new Person("Ada \"Λ\" \0 🐝", "Zürich", 36, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

        await AddAsync(Insert("1", person));

        Assert.Equal(new Stored<Person>("1", Mine, 1, person), await GetAsync("1"));
    }

    [ConformanceFact]
    public async Task A_document_that_was_never_written_is_null() => Assert.Null(await GetAsync("1"));

    [ConformanceFact]
    public async Task A_taken_id_is_a_duplicate_of_the_id_and_changes_nothing()
    {
        await AddAsync(Insert("1", new Person("a")));

        var result = await WriteAsync(Insert("1", new Person("b")));

        Assert.Equal(new WriteResult(WriteOutcome.Duplicate, 0, "id"), result);
        Assert.Equal("a", (await GetAsync("1"))!.Document.Name);
    }

    [ConformanceFact]
    public async Task What_nobody_waits_for_is_written_or_refused_by_the_same_rules()
    {
        await AddAsync(Insert("1", new Person("a")));

        var fine = await Store.WriteSoonAsync([DocumentWrite.Replace(Person.Collection, Mine, "1", 1, new Person("b"))], CancellationToken.None);
        var late = await Store.WriteSoonAsync([DocumentWrite.Replace(Person.Collection, Mine, "1", 1, new Person("c"))], CancellationToken.None);

        Assert.True(fine.IsApplied);
        Assert.Equal(WriteOutcome.VersionMismatch, late.Outcome);
        Assert.Equal("b", (await GetAsync("1"))!.Document.Name);
    }

    [ConformanceFact]
    public async Task An_id_is_taken_for_all_tenants()
    {
        await AddAsync(Insert("1", new Person("a")));

        Assert.Equal(new WriteResult(WriteOutcome.Duplicate, 0, "id"), await WriteAsync(Insert("1", new Person("b"), Other)));
    }

    [ConformanceFact]
    public async Task Taken_values_of_a_unique_index_are_a_duplicate_that_names_the_index()
    {
        await AddAsync(Insert("1", new Person("a", "Rome", 5)));

        Assert.Equal(new WriteResult(WriteOutcome.Duplicate, 0, "name"), await WriteAsync(Insert("2", new Person("a"))));
        Assert.Equal(new WriteResult(WriteOutcome.Duplicate, 0, "place"), await WriteAsync(Insert("2", new Person("b", "Rome", 5))));
        Assert.Null(await GetAsync("2"));
    }

    [ConformanceFact]
    public async Task A_unique_index_ignores_documents_with_an_absent_value()
    {
        await AddAsync(Insert("1", new Person("a", "Rome")));
        await AddAsync(Insert("2", new Person("b", "Rome")));
        await AddAsync(Insert("3", new Person("c")));
        await AddAsync(Insert("4", new Person("d")));
    }

    [ConformanceFact]
    public async Task Two_tenants_may_have_the_same_unique_values()
    {
        await AddAsync(Insert("1", new Person("a")));
        await AddAsync(Insert("2", new Person("a"), Other));
    }

    [ConformanceFact]
    public async Task A_replacement_of_the_expected_version_counts_it_up()
    {
        await AddAsync(Insert("1", new Person("a", "Rome")));

        await AddAsync(DocumentWrite.Replace(Person.Collection, Mine, "1", 1, new Person("b", "Oslo")));

        Assert.Equal(new Stored<Person>("1", Mine, 2, new Person("b", "Oslo")), await GetAsync("1"));
        Assert.Null(await Store.FindAsync(Person.Collection, Mine, "name", ["a"], CancellationToken.None));
        Assert.NotNull(await Store.FindAsync(Person.Collection, Mine, "name", ["b"], CancellationToken.None));
    }

    [ConformanceFact]
    public async Task A_replacement_of_another_version_of_a_missing_document_or_of_another_tenant_is_a_mismatch()
    {
        await AddAsync(Insert("1", new Person("a")));
        var mismatch = new WriteResult(WriteOutcome.VersionMismatch, 0);

        Assert.Equal(mismatch, await WriteAsync(DocumentWrite.Replace(Person.Collection, Mine, "1", 2, new Person("b"))));
        Assert.Equal(mismatch, await WriteAsync(DocumentWrite.Replace(Person.Collection, Mine, "2", 1, new Person("b"))));
        Assert.Equal(mismatch, await WriteAsync(DocumentWrite.Replace(Person.Collection, Other, "1", 1, new Person("b"))));
        Assert.Equal(new Stored<Person>("1", Mine, 1, new Person("a")), await GetAsync("1"));
    }

    [ConformanceFact]
    public async Task A_replacement_that_takes_anothers_unique_value_is_a_duplicate()
    {
        await AddAsync(Insert("1", new Person("a")), Insert("2", new Person("b")));

        var result = await WriteAsync(DocumentWrite.Replace(Person.Collection, Mine, "2", 1, new Person("a")));

        Assert.Equal(new WriteResult(WriteOutcome.Duplicate, 0, "name"), result);
        Assert.Equal(1, (await GetAsync("2"))!.Version);
    }

    [ConformanceFact]
    public async Task An_upsert_inserts_and_then_replaces_whatever_version_is_there()
    {
        for (var n = 1; n <= 3; n++)
        {
            await AddAsync(DocumentWrite.Upsert(Person.Collection, Mine, "1", new Person($"name {n}")));
            Assert.Equal(new Stored<Person>("1", Mine, n, new Person($"name {n}")), await GetAsync("1"));
        }
    }

    [ConformanceFact]
    public async Task An_upsert_never_touches_another_tenants_document()
    {
        await AddAsync(Insert("1", new Person("a")));

        var result = await WriteAsync(DocumentWrite.Upsert(Person.Collection, Other, "1", new Person("stolen")));

        Assert.Equal(new WriteResult(WriteOutcome.VersionMismatch, 0), result);
        Assert.Equal(new Stored<Person>("1", Mine, 1, new Person("a")), await GetAsync("1"));
    }

    [ConformanceFact]
    public async Task An_upsert_that_takes_anothers_unique_value_is_a_duplicate()
    {
        await AddAsync(Insert("1", new Person("a")), Insert("2", new Person("b")));

        Assert.Equal(new WriteResult(WriteOutcome.Duplicate, 0, "name"), await WriteAsync(
            DocumentWrite.Upsert(Person.Collection, Mine, "2", new Person("a"))));
        Assert.Equal(new WriteResult(WriteOutcome.Duplicate, 0, "name"), await WriteAsync(
            DocumentWrite.Upsert(Person.Collection, Mine, "3", new Person("a"))));
    }

    [ConformanceFact]
    public async Task A_deleted_document_is_gone_and_its_values_are_free()
    {
        await AddAsync(Insert("1", new Person("a")));

        await AddAsync(DocumentWrite.Delete(Person.Collection, Mine, "1"));

        Assert.Null(await GetAsync("1"));
        await AddAsync(Insert("1", new Person("a")));
    }

    [ConformanceFact]
    public async Task Deleting_what_is_missing_succeeds_unless_a_version_is_expected()
    {
        await AddAsync(Insert("1", new Person("a")));

        await AddAsync(DocumentWrite.Delete(Person.Collection, Mine, "2"));
        await AddAsync(DocumentWrite.Delete(Person.Collection, Other, "1"));
        Assert.Equal(WriteOutcome.VersionMismatch, (await WriteAsync(DocumentWrite.Delete(Person.Collection, Mine, "1", 2))).Outcome);
        Assert.Equal(WriteOutcome.VersionMismatch, (await WriteAsync(DocumentWrite.Delete(Person.Collection, Mine, "2", 1))).Outcome);
        Assert.NotNull(await GetAsync("1"));
        await AddAsync(DocumentWrite.Delete(Person.Collection, Mine, "1", 1));
        Assert.Null(await GetAsync("1"));
    }

    [ConformanceFact]
    public async Task A_document_is_not_found_by_another_tenant()
    {
        await AddAsync(Insert("1", new Person("a")));

        Assert.Null(await GetAsync("1", Other));
        Assert.Null(await GetAsync("1", Tenant.System));
        Assert.Empty(await Store.GetManyAsync(Person.Collection, Other, ["1"], CancellationToken.None));
        Assert.Null(await Store.FindAsync(Person.Collection, Other, "name", ["a"], CancellationToken.None));
    }

    [ConformanceFact]
    public async Task Ids_may_hold_any_printable_ascii_and_differ_by_case()
    {
        string[] ids = ["run/node/0", "a b", "'; DROP TABLE x; --", "$where", "a.b", "%_", "A", "a", "~!@#^&*()\"\\", new string('x', 200)];
        await AddAsync([.. ids.Select((id, i) => Insert(id, new Person($"{i}")))]);

        for (var i = 0; i < ids.Length; i++)
        {
            Assert.Equal($"{i}", (await GetAsync(ids[i]))!.Document.Name);
        }
    }

    [ConformanceFact]
    public async Task Other_ids_cannot_be_written_and_are_never_found()
    {
        foreach (var id in new[] { "", "\n", "a\0", "ü", new string('x', 201) })
        {
            Assert.Throws<ArgumentException>(() => Insert(id, new Person("a")));
            Assert.Null(await GetAsync(id));
        }
    }

    [ConformanceFact]
    public async Task A_thousand_documents_are_read_in_one_call_and_missing_ones_are_left_out()
    {
        var ids = Enumerable.Range(0, 1_000).Select(n => $"{n:D4}").ToArray();
        foreach (var part in ids.Where((_, n) => n % 2 == 0).Chunk(250))
        {
            await AddAsync([.. part.Select(id => Insert(id, new Person(id)))]);
        }

        var found = await Store.GetManyAsync(Person.Collection, Mine, ids, CancellationToken.None);

        Assert.Equal(ids.Where((_, n) => n % 2 == 0), found.Select(item => item.Id).Order(StringComparer.Ordinal));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await Store.GetManyAsync(Person.Collection, Mine, [.. ids, "more"], CancellationToken.None));
    }

    [ConformanceFact]
    public async Task A_document_over_the_limit_cannot_be_written()
    {
        await AddAsync(Insert("1", new Person("a", Until: null) with { Name = new string('x', 900) }));

        Assert.Throws<ArgumentException>(() => Insert("2", new Person(new string('x', DocumentWrite.MostBytes))));
    }

    [ConformanceFact]
    public async Task A_collection_that_was_not_registered_is_refused()
    {
        var unknown = new Collection<Person>("unknown", PersonJson.Default.Person);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.GetAsync(unknown, Mine, "1", CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(DocumentWrite.Insert(unknown, Mine, "1", new Person("a"))));
    }
}
