using System.Globalization;
using HiveFlow.Live.Events;
using HiveFlow.Live.Signals;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.History;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Recording;
using HiveFlow.Runs.Telemetry;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Tests.History;

public sealed class RunSearchTests : IAsyncLifetime
{
    private readonly FreshStore.FreshStore store = new(
        Run.Collection, FailureWord.Collection, FailedRun.Collection, OpenFailure.Collection, RunEventBatch.Collection);
    private readonly RunSearch search;
    private readonly List<Run> made = [];

    public RunSearchTests() => search = new RunSearch(store.Documents);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Runs_are_found_by_every_mixture_of_filters_newest_first()
    {
        await FillAsync(60);
        string?[] flows = [null, "a", "b"];
        string?[] statuses = [null, RunStatus.Failed, RunStatus.Completed, RunStatus.Waiting];
        string?[] triggers = [null, RunTriggers.Api, RunTriggers.Schedule, RunTriggers.Subflow];
        string?[] ids = [null, "s1", "key"];
        foreach (var flow in flows)
        {
            foreach (var status in statuses)
            {
                foreach (var trigger in triggers)
                {
                    foreach (var id in ids)
                    {
                        var query = new RunQuery { FlowIds = flow is null ? null : Set(flow), Status = status, Trigger = trigger, TriggerId = id, Limit = 4 };
                        var expected = made.Where(run => (flow is null || run.FlowId == flow) && (status is null || run.Status == status)
                            && (trigger is null || run.Trigger == trigger) && (id is null || run.StartedBy == id));

                        Assert.Equal(expected.Select(run => run.Id).Reverse(), await AllAsync(query));
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_time_bounds_what_is_found_by_any_index()
    {
        await FillAsync(30);
        var (from, to) = (made[10].CreatedAt, made[20].CreatedAt);
        var within = made.Skip(10).Take(10).ToList();

        Assert.Equal(Ids(within), await AllAsync(new RunQuery { From = from, To = to, Limit = 3 }));
        Assert.Equal(
            Ids(within.Where(run => run.Trigger == RunTriggers.Schedule)),
            await AllAsync(new RunQuery { From = from, To = to, Trigger = RunTriggers.Schedule, Limit = 1 }));
        Assert.Equal(
            Ids(within.Where(run => run.Failure is not null)),
            await AllAsync(new RunQuery { From = from, To = to, Words = ["http"], Limit = 1 }));
    }

    [Fact]
    public async Task A_search_that_finds_little_stops_after_a_window_and_goes_on_where_it_stopped()
    {
        await FillAsync(RunSearch.Window + 20);
        var wanted = new RunQuery { FlowIds = Set("none", "rare") };
        await AddAsync(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), run => run with { FlowId = "rare" });

        var first = await search.FindAsync(store.Organization, wanted, default);

        Assert.Empty(first.Items);
        Assert.Equal(made[20].CreatedAt, first.ScannedTo);
        var second = await search.FindAsync(store.Organization, wanted with { Cursor = first.NextCursor }, default);
        Assert.Equal(made[^1].Id, Assert.Single(second.Items).Id);
        Assert.Equal((null, null), (second.NextCursor, second.ScannedTo));
    }

    [Fact]
    public async Task Another_organization_finds_nothing_by_any_filter()
    {
        await FillAsync(20);
        var other = DocumentId.New(store.Clock);

        foreach (var query in new RunQuery[] { new(), new() { FlowIds = Set("a") }, new() { TriggerId = "s1" }, new() { Words = ["http"] } })
        {
            Assert.Empty((await search.FindAsync(other, query, default)).Items);
        }
    }

    [Fact]
    public async Task A_cursor_of_another_search_is_refused()
    {
        await FillAsync(20);
        var page = await search.FindAsync(store.Organization, new RunQuery { Trigger = RunTriggers.Api, Limit = 1 }, default);

        await Assert.ThrowsAsync<InvalidCursorException>(
            () => search.FindAsync(store.Organization, new RunQuery { Words = ["http"], Cursor = page.NextCursor }, default));
    }

    [Fact]
    public async Task A_run_that_fails_is_found_by_the_words_of_its_failure_from_then_on()
    {
        using var meter = new RunMeter();
        var log = new RunEventLog(store.Documents, new RunSignals(), store.Clock);
        var runs = new RunStore(store.Documents, log, new PayloadStore(new NoFiles()), meter, new RunNotices(), store.Clock);
        using var memories = new RunMemories(runs, new PayloadStore(new NoFiles()));
        var ender = new RunEnder(store.Documents, log, memories, meter, new RunNotices(), new FreshFailures(), store.Clock);
        var run = await AddAsync(store.Clock.GetUtcNow(), r => r with { Status = RunStatus.Running, Failure = null });
        var failure = new RunFailure("outgoing_timeout", "The host api.example.com did not answer within 30 s.", "call");

        await ender.EndAsync((await runs.GetAsync(store.Organization, run.Id, default))!, new RunEnd(RunStatus.Failed) { Failure = failure }, [], [], default);

        foreach (var text in new[] { "outgoing_timeout", "ANSWER host", "api.example.com", "30 within" })
        {
            Assert.Equal(run.Id, Assert.Single(await AllAsync(new RunQuery { Words = [.. FailureWords.Of(text, FailureWords.MostOfSearch)] })));
        }

        Assert.Empty(await AllAsync(new RunQuery { Words = ["answer", "nobody"] }));
        Assert.Empty(await AllAsync(new RunQuery { Words = ["answ"] }));
    }

    [Theory]
    [InlineData("The host's answer: 503.", new[] { "the", "host", "answer", "503" })]
    [InlineData("ÄRGER mit Ünïcode", new[] { "ärger", "mit", "ünïcode" })]
    [InlineData("a .* ' OR 1=1-- [$ne] \ud800x", new[] { "or", "ne" })]
    [InlineData("same same SAME", new[] { "same" })]
    [InlineData("", new string[0])]
    public void Words_are_letters_and_digits_in_lower_case_each_once(string text, string[] words) =>
        Assert.Equal(words.Order(StringComparer.Ordinal), FailureWords.Of(text, 8).Order(StringComparer.Ordinal));

    [Fact]
    public void Of_a_long_failure_as_many_words_are_kept_as_the_limit_says()
    {
        var failure = new RunFailure("code", string.Join(' ', Enumerable.Range(10, 100)) + new string('x', 3_000));

        Assert.Equal(FailureWords.MostOfFailure, FailureWords.Of(failure).Count);
    }

    private static HashSet<string> Set(params string[] ids) => ids.ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Ids(IEnumerable<Run> runs) => runs.Select(run => run.Id).Reverse();

    private async Task<List<string>> AllAsync(RunQuery query)
    {
        List<string> ids = [];
        do
        {
            var page = await search.FindAsync(store.Organization, query, default);
            Assert.True(page.Items.Count <= query.Limit);
            ids.AddRange(page.Items.Select(run => run.Id));
            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null);

        return ids;
    }

    /// <summary>Runs of two flows, all statuses and triggers; two each share an instant.</summary>
    private async Task FillAsync(int count)
    {
        string[] statuses = [RunStatus.Failed, RunStatus.Completed, RunStatus.Waiting];
        string[] triggers = [RunTriggers.Api, RunTriggers.Schedule, RunTriggers.Subflow, RunTriggers.Api, RunTriggers.Schedule];
        for (var n = 0; n < count; n++)
        {
            var number = n;
            await AddAsync(store.Clock.GetUtcNow() + TimeSpan.FromSeconds(n / 2), run => run with
            {
                FlowId = number % 2 == 0 ? "a" : "b",
                Status = statuses[number % 3],
                Trigger = triggers[number % 5],
                TriggerId = triggers[number % 5] == RunTriggers.Schedule ? $"s{number % 4}" : null,
                ParentRunId = triggers[number % 5] == RunTriggers.Subflow ? "parent" : null,
                KeyId = number % 4 == 0 ? "key" : null,
                Failure = number % 3 == 0 ? new RunFailure("http_unexpected_status", $"The host answered {500 + (number % 7)}.") : null,
            });
        }
    }

    private async Task<Run> AddAsync(DateTimeOffset at, Func<Run, Run> change)
    {
        var run = change(new Run
        {
            Id = made.Count.ToString("x24", CultureInfo.InvariantCulture),
            OrganizationId = store.Organization.ToString(),
            FlowId = "flow",
            FlowName = "name",
            FlowHash = "hash",
            Status = RunStatus.Completed,
            Trigger = RunTriggers.Api,
            CreatedAt = at,
            Input = new Payload(),
        });
        await store.Documents.WriteAsync(
            [DocumentWrite.Insert(Run.Collection, store.Tenant, run.Id, run), .. FailureWords.Writes(store.Tenant, run)], default);
        made.Add(run);
        return run;
    }
}
