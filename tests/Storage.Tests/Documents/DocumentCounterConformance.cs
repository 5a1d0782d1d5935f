using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Tests.Conformance;

namespace HiveFlow.Storage.Tests.Documents;

/// <summary>The contract of counters.</summary>
public abstract class DocumentCounterConformance<TAdapter> : DocumentStoreTests<TAdapter>
    where TAdapter : IDocumentStoreAdapter, new()
{
    [ConformanceFact]
    public async Task A_counter_begins_at_its_first_addition_and_sums_up()
    {
        await AddAsync(DocumentWrite.Increment(Mine, "c", 5));
        await AddAsync(DocumentWrite.Increment(Mine, "c"), DocumentWrite.Increment(Mine, "c", -2));

        Assert.Equal(new Stored<Counter>("c", Mine, 3, new Counter(4)), await CounterAsync("c"));
    }

    [ConformanceFact]
    public async Task Additions_in_parallel_are_all_counted()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => n % 2 == 0
            ? AddAsync(DocumentWrite.Increment(Mine, "c", n))
            : AddAsync(DocumentWrite.Increment(Mine, "c", n), Insert($"{n}", new Person($"{n}")))));

        Assert.Equal(4_950, (await CounterAsync("c"))!.Document.Value);
    }

    [ConformanceFact]
    public async Task Another_tenants_counter_is_not_added_to()
    {
        await AddAsync(DocumentWrite.Increment(Mine, "c"));

        Assert.Equal(WriteOutcome.VersionMismatch, (await WriteAsync(DocumentWrite.Increment(Other, "c"))).Outcome);
        Assert.Equal(1, (await CounterAsync("c"))!.Document.Value);
    }

    [ConformanceFact]
    public async Task An_addition_in_a_refused_set_does_not_count()
    {
        await AddAsync(Insert("1", new Person("a")));

        await WriteAsync(DocumentWrite.Increment(Mine, "c"), Insert("1", new Person("b")));

        Assert.Null(await CounterAsync("c"));
    }

    [ConformanceFact]
    public async Task Additions_may_be_written_ahead()
    {
        for (var n = 0; n < 20; n++)
        {
            await Store.WriteAheadAsync([DocumentWrite.Increment(Mine, "c"), DocumentWrite.Upsert(Person.Plain, Mine, "x", new Person("x"))], CancellationToken.None);
        }

        await AddAsync(DocumentWrite.Increment(Mine, "c"));
        Assert.Equal(21, (await CounterAsync("c"))!.Document.Value);
    }

    private ValueTask<Stored<Counter>?> CounterAsync(string id) => Store.GetAsync(Counter.Collection, Mine, id, CancellationToken.None);
}
