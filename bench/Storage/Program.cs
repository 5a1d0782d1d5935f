using System.Globalization;
using HiveFlow.Storage.Bench;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;

// What the embedded database does on this machine: commits alone and by many submitters, document writes and readings.
// usage: dotnet run -c Release --project bench/Storage [-- seconds per row (3) | --history[=runs (1,000,000)]]
if (args is [{ } history] && history.StartsWith("--history", StringComparison.Ordinal))
{
    await History.RunAsync(history.Contains('=') ? int.Parse(history.Split('=')[1], CultureInfo.InvariantCulture) : 1_000_000);
    return;
}

var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
var folder = Directory.CreateTempSubdirectory("hiveflow-bench-");
try
{
    await using var database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(folder.FullName, "bench.db") });
    await using var store = new SqliteDocumentStore(database, [Step.Collection, Counter.Collection], TimeProvider.System);
    await database.SubmitAsync(new SchemaBatch());
    await store.InitializeAsync();
    var tenant = Tenant.Of(DocumentId.New(TimeProvider.System));
    var output = new string('x', 300);
    var key = 0L;
    var unique = 0L;

    Measure.PrintHead();
    foreach (var (callers, rows, bytes) in new[] { (1, 1, 300), (1, 5, 300), (32, 5, 300), (128, 1, 300), (128, 5, 300), (128, 1, 4_000) })
    {
        var value = new byte[bytes];
        Random.Shared.NextBytes(value);
        await Measure.RunAsync($"commit of {rows} rows of {bytes} bytes", callers, rows, seconds, (_, _) =>
            database.SubmitAsync(new RowsBatch(Interlocked.Add(ref key, rows) - rows, rows, value)));
    }

    foreach (var callers in new[] { 1, 128 })
    {
        await Measure.RunAsync("insert of a document", callers, 1, seconds, (caller, number) =>
            store.WriteAsync([Write(caller, Interlocked.Increment(ref unique), number, "done")], default));
        await Measure.RunAsync("5 steps upserted twice, ahead; then awaited", callers, 10, seconds, async (caller, number) =>
        {
            var run = Interlocked.Increment(ref unique);
            for (var step = 0; step < 5; step++)
            {
                await store.WriteAheadAsync([Write(caller, run, step, "running")], default);
                var ahead = await store.WriteAheadAsync([Write(caller, run, step, "done")], default);
                await ahead.Durable;
            }
        });
        await Measure.RunAsync("document by id", callers, 1, seconds, (_, number) =>
            store.GetAsync(Step.Collection, tenant, $"{1 + number % unique}/0", default).AsTask());
        await Measure.RunAsync("page of 50 by index", callers, 50, seconds, (caller, number) =>
            store.QueryAsync(Step.Collection, tenant, new DocumentQuery("run") { From = $"{1 + number % unique}" }, default).AsTask());
        await Measure.RunAsync("addition to one counter", callers, 1, seconds, (_, _) =>
            store.WriteAsync([DocumentWrite.Increment(tenant, "c")], default));
    }

    DocumentWrite Write(int caller, long run, long step, string status) => DocumentWrite.Upsert(
        Step.Collection, tenant, $"{run}/{step}", new Step($"{run}", caller, status, output));
}
finally
{
    folder.Delete(recursive: true);
}
