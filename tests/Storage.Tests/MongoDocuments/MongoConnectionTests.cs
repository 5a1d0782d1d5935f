using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.MongoDocuments;
using HiveFlow.Storage.Tests.Documents;
using MongoDB.Driver;

namespace HiveFlow.Storage.Tests.MongoDocuments;

public sealed class MongoConnectionTests
{
    [Theory]
    [InlineData("mongodb://db.example/?replicaSet=r")]
    [InlineData("mongodb://db.example/?tls=false")]
    [InlineData("mongodb://localhost,db.example/?replicaSet=r")]
    [InlineData("mongodb://db.example/?tls=true&tlsInsecure=true")]
    [InlineData("mongodb://localhost.example/")]
    [InlineData("http://db.example")]
    [InlineData("mongodb://")]
    [InlineData("nonsense")]
    public void Servers_elsewhere_are_reached_by_checked_tls_or_not_at_all(string text) => Assert.NotNull(MongoConnection.Fault(text));

    [Theory]
    [InlineData("mongodb://db.example/?tls=true")]
    [InlineData("mongodb+srv://user:p%40ss@cluster.example/")]
    [InlineData("mongodb://localhost:27017/?replicaSet=r")]
    [InlineData("mongodb://127.0.0.1,[::1]:27018")]
    public void Tls_and_this_machine_are_allowed(string text) => Assert.Null(MongoConnection.Fault(text));

    [Fact]
    public void The_pool_the_retries_and_the_concerns_are_ours_whatever_the_connection_string_says()
    {
        var settings = MongoConnection.Settings(new MongoOptions
        {
            ConnectionString = new Secret(
                "mongodb://localhost/?maxPoolSize=3&minPoolSize=1&retryWrites=false&retryReads=false&w=0&journal=false"),
        });

        Assert.Equal((5, 50), (settings.MinConnectionPoolSize, settings.MaxConnectionPoolSize));
        Assert.True(settings.RetryReads && settings.RetryWrites);
        Assert.Equal(WriteConcern.WMajority.With(journal: true), settings.WriteConcern);
        Assert.Equal(ReadPreference.Primary, settings.ReadPreference);
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_outage()
    {
        using var store = new MongoDocumentStore(
            new MongoOptions { ConnectionString = new Secret("mongodb://127.0.0.1:1/?directConnection=true"), ServerSelectionTimeout = TimeSpan.FromMilliseconds(200) },
            [Person.Collection],
            TimeProvider.System);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await store.GetAsync(Person.Collection, Tenant.System, "1", CancellationToken.None));

        Assert.DoesNotContain("127.0.0.1", failure.Message, StringComparison.Ordinal);
    }
}
