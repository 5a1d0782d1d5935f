using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using HiveFlow.Storage.CrashWriter;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;

namespace HiveFlow.Storage.Tests.Sqlite;

/// <summary>A real process is killed in the middle of its commits, again and again on the same file.</summary>
public sealed class SqliteCrashTests
{
    private const int Submitters = 8;
    private const int Kills = 10;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Killed_at_any_moment_the_store_keeps_what_it_acknowledged_and_nothing_half()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("crash.db");
        var acknowledged = new ConcurrentDictionary<int, long>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await WriteAndKillAsync(path, acknowledged, acknowledgements: Random.Shared.Next(1, 1_500));

            await using var database = SqliteDatabase.Open(new SqliteOptions { Path = path });
            await using var store = new SqliteDocumentStore(database, [Mark.Collection], TimeProvider.System);
            for (var submitter = 0; submitter < Submitters; submitter++)
            {
                var a = await Mark.CountAsync(store, submitter, "a");
                Assert.InRange(a, acknowledged.GetValueOrDefault(submitter, -1) + 1, long.MaxValue);
                Assert.Equal(a, await Mark.CountAsync(store, submitter, "b"));
                Assert.InRange(await Mark.CountAsync(store, submitter, "ahead"), a, a + 1);
            }

            Assert.Equal("ok", await CheckAsync(database));
        }
    }

    private static async Task WriteAndKillAsync(string path, ConcurrentDictionary<int, long> acknowledged, int acknowledgements)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "HiveFlow.Storage.CrashWriter.dll");
        using var process = new Process { StartInfo = new ProcessStartInfo("dotnet", [assembly, path, $"{Submitters}"]) { RedirectStandardOutput = true } };
        process.Start();
        using var limit = new CancellationTokenSource(Limit);
        var seen = 0;
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            var parts = line.Split(' ');
            acknowledged[int.Parse(parts[0], CultureInfo.InvariantCulture)] = long.Parse(parts[1], CultureInfo.InvariantCulture);

            // What it had said before it died stands in the pipe and counts too.
            if (++seen == acknowledgements)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(limit.Token);
        Assert.True(seen >= acknowledgements, "The writer ended by itself.");
    }

    private static async Task<string?> CheckAsync(SqliteDatabase database) => await database.ReadAsync(
        static (session, _) =>
        {
            var check = session.Prepare("PRAGMA integrity_check");
            check.Step();
            var verdict = check.GetString(0);
            check.Reset();
            return verdict;
        },
        0,
        CancellationToken.None);
}
