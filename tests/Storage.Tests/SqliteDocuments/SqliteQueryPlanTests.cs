using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using HiveFlow.Storage.Tests.Documents;

namespace HiveFlow.Storage.Tests.SqliteDocuments;

/// <summary>Asks SQLite itself how it would run every statement that the store can make.</summary>
public sealed class SqliteQueryPlanTests : DocumentStoreTests<SqliteStoreAdapter>
{
    [Fact]
    public async Task Every_shape_of_query_is_a_search_of_its_index_without_sorting()
    {
        await AddAsync(Insert("1", new Person("a", "b", 1)));
        await Store.QueryAsync(Person.Collection, Mine, new DocumentQuery("id"), CancellationToken.None);
        var store = (SqliteDocumentStore)Store;
        var texts = new HashSet<string>();

        foreach (var index in (string?[])[null, .. Person.Collection.Indexes.Select(index => index.Name)])
        {
            var fields = Person.Collection.Indexes.FirstOrDefault(other => other.Name == index)?.Fields.Count ?? 0;
            for (var shape = 0; shape < 16 * (fields + 1); shape++)
            {
                texts.Add(store.QueriesOf(Person.Collection).TextOf(
                    index, shape / 16, (shape & 1) != 0, (shape & 2) != 0, (shape & 4) != 0, (shape & 8) != 0));
            }
        }

        Assert.Equal((1 + 2 + 3 + 3) * 16, texts.Count);
        foreach (var text in texts)
        {
            await AssertIsSearchAsync(
                store.Database, text, text.Contains("\"by_people\"", StringComparison.Ordinal) ? "by_people (" : "by_people_");
        }
    }

    [Fact]
    public async Task Every_other_statement_is_a_search_too()
    {
        await AddAsync(Insert("1", new Person("a")));
        var store = (SqliteDocumentStore)Store;
        var table = store.TableOf(Person.Collection);

        foreach (var text in (string[])[table.Locate, table.Get, table.Delete, table.DeleteVersion, table.Purge, table.Update(0), table.Update(7), .. table.Finds.OfType<string>()])
        {
            await AssertIsSearchAsync(store.Database, text, "");
        }
    }

    private static async Task AssertIsSearchAsync(SqliteDatabase database, string text, string usedIndex)
    {
        var steps = await database.ReadAsync(
            static (session, text) =>
            {
                var details = new List<string>();
                var plan = session.Prepare($"EXPLAIN QUERY PLAN {text}");
                while (plan.Step())
                {
                    details.Add(plan.GetString(3)!);
                }

                return details;
            },
            text,
            CancellationToken.None);

        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.True(step.StartsWith("SEARCH ", StringComparison.Ordinal) || step.StartsWith("LIST SUBQUERY", StringComparison.Ordinal), $"{text}: {step}"));
        Assert.Contains(steps, step => step.Contains(usedIndex, StringComparison.Ordinal));
    }
}
