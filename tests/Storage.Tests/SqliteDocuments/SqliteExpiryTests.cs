using HiveFlow.Storage.Documents;
using HiveFlow.Storage.SqliteDocuments;
using HiveFlow.Storage.Tests.Documents;

namespace HiveFlow.Storage.Tests.SqliteDocuments;

public sealed class SqliteExpiryTests : DocumentStoreTests<SqliteStoreAdapter>
{
    [Fact]
    public async Task Expired_documents_vanish_within_a_minute_and_the_others_stay()
    {
        var now = Clock.GetUtcNow();
        await AddAsync(
            Insert("past", new Person("1", Until: now.AddSeconds(30))),
            Insert("future", new Person("2", Until: now.AddSeconds(61))),
            Insert("never", new Person("3")));

        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.Null(await GetAsync("past"));
        Assert.NotNull(await GetAsync("future"));
        Assert.NotNull(await GetAsync("never"));
    }

    [Fact]
    public async Task More_than_fit_in_one_batch_vanish_in_one_go()
    {
        for (var set = 0; set < 3; set++)
        {
            await AddAsync([.. Enumerable.Range(set * 500, 500).Select(n => Insert($"{n}", new Person($"{n}", Until: Clock.GetUtcNow())))]);
        }

        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.Empty((await Store.QueryAsync(Person.Collection, Mine, new DocumentQuery("id"), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task A_replacement_moves_the_expiry()
    {
        await AddAsync(Insert("1", new Person("1", Until: Clock.GetUtcNow())));
        await AddAsync(DocumentWrite.Replace(Person.Collection, Mine, "1", 1, new Person("1")));

        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.NotNull(await GetAsync("1"));
    }

    [Fact]
    public async Task An_expiry_declared_later_counts_for_documents_written_before()
    {
        await AddAsync(DocumentWrite.Insert(Person.Plain, Mine, "1", new Person("1", Until: Clock.GetUtcNow())));
        var evolved = new Collection<Person>("plain", PersonJson.Default.Person).WithExpiry(person => person.Until);
        var store = (SqliteDocumentStore)await OpenAsync(evolved);
        Assert.NotNull(await store.GetAsync(evolved, Mine, "1", CancellationToken.None));

        Clock.Advance(TimeSpan.FromMinutes(1));
        await store.Purging;

        Assert.Null(await store.GetAsync(evolved, Mine, "1", CancellationToken.None));
    }

    private async Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await ((SqliteDocumentStore)Store).Purging;
    }
}
