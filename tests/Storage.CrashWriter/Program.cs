using System.Globalization;
using HiveFlow.Storage.CrashWriter;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;

// Writes until it is killed. Prints "<submitter> <number>" once the store has said that the pair of documents of that number, and the
// one written ahead of it, are durable.
// usage: HiveFlow.Storage.CrashWriter <database file> <submitters>
await using var database = SqliteDatabase.Open(new SqliteOptions { Path = args[0] });
await using var store = new SqliteDocumentStore(database, [Mark.Collection], TimeProvider.System);
var output = new Lock();

await Task.WhenAll(Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(submitter => Task.Run(() => WriteAsync(submitter))));

async Task WriteAsync(int submitter)
{
    for (var number = await Mark.CountAsync(store, submitter, "a"); ; number++)
    {
        await store.WriteAheadAsync([Mark.Write(submitter, number, "ahead")], CancellationToken.None);
        var result = await store.WriteAsync([Mark.Write(submitter, number, "a"), Mark.Write(submitter, number, "b")], CancellationToken.None);
        if (!result.IsApplied)
        {
            throw new InvalidOperationException($"{result}");
        }

        lock (output)
        {
            Console.Out.WriteLine($"{submitter} {number}");
            Console.Out.Flush();
        }
    }
}
