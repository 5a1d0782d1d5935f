using System.Diagnostics;
using System.Text.Json;
using HiveFlow.Runs;
using HiveFlow.Runs.History;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;

namespace HiveFlow.Storage.Bench;

/// <summary>Fills a database with runs of one organization and measures pages of its history, the first one and those that follow.</summary>
internal static class History
{
    private const int AWrite = 500;
    private const int Pages = 200;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("hiveflow-bench-");
        try
        {
            await using var database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(folder.FullName, "bench.db") });
            await using var store = new SqliteDocumentStore(database, [Run.Collection, FailureWord.Collection], TimeProvider.System);
            var organization = DocumentId.New(TimeProvider.System);
            var filling = Stopwatch.StartNew();
            await FillAsync(store, organization, count);
            Console.WriteLine($"{count:N0} runs written in {filling.Elapsed.TotalSeconds:N0} s, the file has {new FileInfo(Path.Combine(folder.FullName, "bench.db")).Length / 1e6:N0} MB");
            Console.WriteLine($"{"page of 50",-44}    pages     found   p50 ms   p99 ms   max ms");
            var search = new RunSearch(store);
            var middle = Start + TimeSpan.FromSeconds(count / 2);
            (string What, RunQuery Query)[] rows =
            [
                ("all", new RunQuery()),
                ("from the middle on", new RunQuery { To = middle }),
                ("one flow of 100", new RunQuery { FlowIds = Set("flow7") }),
                ("failed (10 %)", new RunQuery { Status = RunStatus.Failed }),
                ("one flow, failed", new RunQuery { FlowIds = Set("flow7"), Status = RunStatus.Failed }),
                ("by schedule (1 %)", new RunQuery { Trigger = RunTriggers.Schedule }),
                ("one schedule (0.1 %)", new RunQuery { TriggerId = "schedule3" }),
                ("words in the error, rare", new RunQuery { Words = ["timeout4242", "host"] }),
                ("words in the error, common", new RunQuery { Words = ["answered", "host"] }),
                ("words common, flow rare: window of 500", new RunQuery { Words = ["answered"], FlowIds = Set("flow7"), TriggerId = "schedule3" }),
                ("three flows: window of 500", new RunQuery { FlowIds = Set("flow1", "flow2", "flow3") }),
                ("nothing fits: window of 500", new RunQuery { FlowIds = Set("none", "nil") }),
            ];
            foreach (var (what, query) in rows)
            {
                await MeasureAsync(search, organization, what, query);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(RunSearch search, DocumentId organization, string what, RunQuery query)
    {
        await search.FindAsync(organization, query, default);
        List<double> times = [];
        var found = 0;
        string? cursor = null;
        for (var page = 0; page < Pages; page++)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await search.FindAsync(organization, query with { Cursor = cursor }, default);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            found += answer.Items.Count;
            cursor = answer.NextCursor;
        }

        times.Sort();
        Console.WriteLine($"{what,-44}  {Pages,7}  {found,8:N0}  {times[times.Count / 2],7:N2}  {times[times.Count * 99 / 100],7:N2}  {times[^1],7:N2}");
    }

    private static async Task FillAsync(SqliteDocumentStore store, DocumentId organization, int count)
    {
        var tenant = Tenant.Of(organization);
        var input = Payload.Of(JsonDocument.Parse("""{"name":"Ada","text":"some input of an ordinary size","numbers":[1,2,3,4,5,6,7,8,9]}""").RootElement);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(AWrite))
        {
            List<DocumentWrite> writes = [];
            foreach (var number in numbers)
            {
                var run = Of(organization, input, number);
                writes.Add(DocumentWrite.Insert(Run.Collection, tenant, run.Id, run));
                var words = FailureWords.Of(run.Failure).Select((word, place) =>
                    DocumentWrite.Insert(FailureWord.Collection, tenant, $"{run.Id}/{place:D2}", new FailureWord(word, run.Id, run.CreatedAt)));
                writes.AddRange(words);
                if (writes.Count > AWrite)
                {
                    await store.WriteAsync(writes, default);
                    writes = [];
                }
            }

            await store.WriteAsync(writes, default);
        }
    }

    private static Run Of(DocumentId organization, Payload input, int number)
    {
        var at = Start + TimeSpan.FromSeconds(number);
        var isFailed = number % 10 == 3;
        var isScheduled = number % 100 == 50;
        return new Run
        {
            Id = DocumentId.New(TimeProvider.System).ToString(),
            OrganizationId = organization.ToString(),
            FlowId = $"flow{number / 7 % 100}",
            FlowName = "A flow",
            FlowHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            Status = isFailed ? RunStatus.Failed : RunStatus.Completed,
            Trigger = isScheduled ? RunTriggers.Schedule : RunTriggers.Api,
            TriggerId = isScheduled ? $"schedule{number / 100 % 10}" : null,
            CreatedAt = at,
            StartedAt = at,
            EndedAt = at,
            Input = input,
            Output = input,
            Failure = isFailed ? new RunFailure("http_unexpected_status", $"The host answered 503 after timeout{number % 10_000 / 10 * 10 + 2}.", "call") : null,
            Steps = 5,
        };
    }

    private static HashSet<string> Set(params string[] ids) => ids.ToHashSet(StringComparer.Ordinal);
}
