using System.Diagnostics;
using HiveFlow.Storage.Bench;
using HiveFlow.Storage.Sqlite;

// What the embedded database's writer does on this machine: latency of a commit alone, batches/s and rows/s of many submitters.
// usage: dotnet run -c Release --project bench/Storage [-- seconds per row (3)]
var seconds = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 3;
var folder = Directory.CreateTempSubdirectory("hiveflow-bench-");
try
{
    await using var database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(folder.FullName, "bench.db") });
    await database.SubmitAsync(new SchemaBatch());
    var key = 0L;

    Console.WriteLine("submitters  rows/batch  bytes/row  batches/s      rows/s   p50 ms   p99 ms   max ms");
    foreach (var (submitters, rows, bytes) in new[] { (1, 1, 300), (1, 1, 300), (1, 5, 300), (32, 5, 300), (128, 1, 300), (128, 5, 300), (128, 1, 4000), (512, 5, 300) })
    {
        var value = new byte[bytes];
        Random.Shared.NextBytes(value);
        var latencies = await Task.WhenAll(Enumerable.Range(0, submitters).Select(_ => Task.Run(() => SubmitAsync(rows, value))));
        var all = latencies.SelectMany(l => l).Order().ToArray();
        var perSecond = all.Length / (double)seconds;
        Console.WriteLine(
            $"{submitters,10}  {rows,10}  {bytes,9}  {perSecond,9:N0}  {perSecond * rows,10:N0}  {all[all.Length / 2],7:N2}  {all[all.Length * 99 / 100],7:N2}  {all[^1],7:N2}");
    }

    async Task<List<double>> SubmitAsync(int rows, byte[] value)
    {
        var latencies = new List<double>();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            var started = Stopwatch.GetTimestamp();
            await database.SubmitAsync(new RowsBatch(Interlocked.Add(ref key, rows) - rows, rows, value));
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return latencies;
    }
}
finally
{
    folder.Delete(recursive: true);
}
