using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Tests.Conformance;

namespace HiveFlow.Storage.Tests.Documents;

/// <summary>The contract of atomic sets, races and writes ahead.</summary>
public abstract class DocumentSetConformance<TAdapter> : DocumentStoreTests<TAdapter>
    where TAdapter : IDocumentStoreAdapter, new()
{
    [ConformanceFact]
    public async Task A_set_over_several_collections_is_written_in_order()
    {
        await AddAsync(
            Insert("1", new Person("a")),
            DocumentWrite.Replace(Person.Collection, Mine, "1", 1, new Person("b")),
            DocumentWrite.Upsert(Person.Plain, Mine, "1", new Person("c")),
            DocumentWrite.Delete(Person.Plain, Mine, "2"));

        Assert.Equal(new Stored<Person>("1", Mine, 2, new Person("b")), await GetAsync("1"));
        Assert.Equal("c", (await Store.GetAsync(Person.Plain, Mine, "1", CancellationToken.None))!.Document.Name);
    }

    [ConformanceFact]
    public async Task An_empty_set_is_applied() => await AddAsync();

    [ConformanceFact]
    public async Task A_duplicate_within_a_set_undoes_all_of_it_and_tells_which_write()
    {
        await AddAsync(Insert("old", new Person("taken")));

        var result = await WriteAsync(
            Insert("1", new Person("a")),
            DocumentWrite.Delete(Person.Collection, Mine, "old", 7),
            Insert("2", new Person("taken")));

        Assert.Equal(new WriteResult(WriteOutcome.VersionMismatch, 1), result);
        Assert.Null(await GetAsync("1"));

        result = await WriteAsync(Insert("1", new Person("a")), Insert("2", new Person("taken")), Insert("3", new Person("c")));

        Assert.Equal(new WriteResult(WriteOutcome.Duplicate, 1, "name"), result);
        Assert.Null(await GetAsync("1"));
        Assert.Null(await GetAsync("3"));
    }

    [ConformanceFact]
    public async Task A_check_refuses_its_set_unless_the_document_is_there_of_that_version_and_tenant()
    {
        await AddAsync(Insert("1", new Person("a")));

        await AddAsync(DocumentWrite.Check(Person.Collection, Mine, "1", 1), Insert("2", new Person("b")));
        foreach (var unmet in (DocumentWrite[])[
            DocumentWrite.Check(Person.Collection, Mine, "1", 2),
            DocumentWrite.Check(Person.Collection, Other, "1", 1),
            DocumentWrite.Check(Person.Collection, Mine, "none", 1)])
        {
            DocumentWrite[] set = [Insert("3", new Person("c")), unmet];
            var result = await WriteAsync(set);
            Assert.Equal(new WriteResult(WriteOutcome.VersionMismatch, 1), result);
            Assert.True(result.IsUnmet(set));
            Assert.Null(await GetAsync("3"));
        }

        Assert.Equal(new Stored<Person>("1", Mine, 1, new Person("a")), await GetAsync("1"));
        Assert.NotNull(await GetAsync("2"));
    }

    [ConformanceFact]
    public async Task Whoever_checks_a_version_and_adds_to_a_counter_is_seen_by_whoever_made_the_next_version_with_it_or_is_refused()
    {
        await AddAsync(DocumentWrite.Increment(Mine, "version"));
        var adding = Enumerable.Range(0, 40).Select(n => Task.Run(() => WriteAsync(
            DocumentWrite.Check(Counter.Collection, Mine, "version", 1), Insert($"{n}", new Person($"{n}")), DocumentWrite.Increment(Mine, "sum")))).ToList();

        await AddAsync(DocumentWrite.Increment(Mine, "version"), DocumentWrite.Increment(Mine, "sum", 0));
        var seen = (await Store.GetAsync(Counter.Collection, Mine, "sum", CancellationToken.None))!.Document.Value;

        Assert.Equal(seen, (await Task.WhenAll(adding)).Count(result => result.IsApplied));
    }

    [ConformanceFact]
    public async Task A_refused_set_does_not_disturb_sets_written_at_the_same_time()
    {
        await AddAsync(Insert("old", new Person("taken")));

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => n % 3 == 0
            ? WriteAsync(Insert($"{n}", new Person($"{n}")), Insert($"{n}-2", new Person("taken")))
            : WriteAsync(Insert($"{n}", new Person($"{n}")), Insert($"{n}-2", new Person($"{n}-2")))));

        for (var n = 0; n < 60; n++)
        {
            Assert.Equal(n % 3 != 0, results[n].IsApplied);
            Assert.Equal(n % 3 != 0, await GetAsync($"{n}") is not null);
            Assert.Equal(n % 3 != 0, await GetAsync($"{n}-2") is not null);
        }
    }

    [ConformanceFact]
    public async Task Of_writers_that_race_for_a_version_exactly_one_wins_each_time()
    {
        await AddAsync(Insert("1", new Person("counter", Age: 0)));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var done = 0; done < 25;)
            {
                var seen = (await GetAsync("1"))!;
                var next = seen.Document with { Age = seen.Document.Age + 1 };
                done += (await WriteAsync(DocumentWrite.Replace(Person.Collection, Mine, "1", seen.Version, next))).IsApplied ? 1 : 0;
            }
        }));

        var end = (await GetAsync("1"))!;
        Assert.Equal(200, end.Document.Age);
        Assert.Equal(201, end.Version);
    }

    [ConformanceFact]
    public async Task Of_writers_that_race_for_an_id_exactly_one_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => WriteAsync(Insert("1", new Person($"{n}")))));

        var winner = Assert.Single(Enumerable.Range(0, 50), n => results[n].IsApplied);
        Assert.Equal($"{winner}", (await GetAsync("1"))!.Document.Name);
    }

    [ConformanceFact]
    public async Task Money_moved_by_sets_in_parallel_is_never_lost_or_made()
    {
        await AddAsync(Insert("a", new Person("a", Age: 1_000)), Insert("b", new Person("b", Age: 1_000)));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            for (var done = 0; done < 10;)
            {
                var from = (await GetAsync(n % 2 == 0 ? "a" : "b"))!;
                var to = (await GetAsync(n % 2 == 0 ? "b" : "a"))!;
                var result = await WriteAsync(
                    DocumentWrite.Replace(
                        Person.Collection, Mine, from.Id, from.Version, from.Document with { Age = from.Document.Age - 1 }),
                    DocumentWrite.Replace(Person.Collection, Mine, to.Id, to.Version, to.Document with { Age = to.Document.Age + 1 }));
                done += result.IsApplied ? 1 : 0;
            }
        }));

        var all = await Store.GetManyAsync(Person.Collection, Mine, ["a", "b"], CancellationToken.None);
        Assert.Equal(2_000, all.Sum(item => item.Document.Age));
        Assert.All(all, item => Assert.Equal(61, item.Version));
    }

    [ConformanceFact]
    public async Task What_is_written_ahead_is_there_when_a_later_write_is()
    {
        for (var n = 0; n < 50; n++)
        {
            var ahead = await Store.WriteAheadAsync(
                [DocumentWrite.Upsert(Person.Collection, Mine, $"ahead {n}", new Person($"{n}"))], CancellationToken.None);
            await AddAsync(DocumentWrite.Upsert(Person.Plain, Mine, "later", new Person("x")));

            Assert.True(ahead.Result.IsApplied);
            Assert.NotNull(await GetAsync($"ahead {n}"));
        }
    }

    [ConformanceFact]
    public async Task A_write_ahead_tells_when_it_is_durable()
    {
        var ahead = await Store.WriteAheadAsync([Insert("1", new Person("a")), Insert("2", new Person("b"))], CancellationToken.None);

        await ahead.Durable;

        Assert.NotNull(await GetAsync("1"));
        Assert.NotNull(await GetAsync("2"));
    }

    [ConformanceFact]
    public async Task A_set_of_more_than_a_thousand_writes_is_refused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => WriteAsync([.. Enumerable.Range(0, 1_001).Select(n => Insert($"{n}", new Person($"{n}")))]));

    [ConformanceFact]
    public async Task A_cancelled_call_writes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync([Insert("1", new Person("a"))], cancelled.Token));

        Assert.Null(await GetAsync("1"));
    }
}
