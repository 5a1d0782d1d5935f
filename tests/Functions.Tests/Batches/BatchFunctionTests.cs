using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Functions.Batches;
using HiveFlow.Functions.Runs;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Runs.Batches;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Batches;

[Collection(ApiGroup.Name)]
public sealed class BatchFunctionTests(ApiHost api)
{
    private const string Nodes = """
        [{"id":"start","type":"custom","data":{"nodeType":"trigger","startNode":true}},
         {"id":"last","type":"custom","data":{"nodeType":"delay","seconds":"{{ inputs.seconds }}"}}]
        """;

    private const string Edges = """[{"id":"e","source":"start","target":"last"}]""";

    [Fact]
    public async Task Each_input_has_a_run_and_the_batch_counts_how_they_end()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes, Edges);

        var batch = await StartAsync(client, flow, """{"inputs":[{"seconds":0},{"seconds":"soon"},{"seconds":0}]}""");
        var runs = await RunsAsync(client, flow, batch, 3);
        foreach (var run in runs)
        {
            await EndAsync(client, Text(run, "executionId"));
        }

        Assert.Equal([0, 1, 2], runs.Select(run => run["index"]!.GetValue<int>()));
        var shown = await GetAsync(client, flow, batch);
        Assert.Equal((0, 0, 2, 1, 0), Counts(shown));
        var first = (await client.CallAsync("GET", $"api/runs/{Text(runs[0], "executionId")}"))["run"]!;
        Assert.Equal((batch, "completed"), (Text(first, "batchId"), Text(first, "status")));

        var later = new Later(api, TimeSpan.FromHours(1));
        await later.RunAsync();
        shown = await UntilAsync(() => GetAsync(client, flow, batch), one => Text(one, "status") == "ended");
        Assert.Equal(("ended", (0, 0, 2, 1, 0)), (Text(shown, "status"), Counts(shown)));
        Assert.Equal("batch_ended", await client.FailAsync("POST", $"api/flows/{flow}/batches/{batch}/cancel", HttpStatusCode.Conflict));
        Assert.Contains(batch, (await client.CallAsync("GET", $"api/flows/{flow}/batches"))["batches"]!.AsArray().Select(one => Text(one!, "id")));
    }

    [Fact]
    public async Task One_input_that_does_not_fit_starts_nothing_and_is_named()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        const string Schema = """{"type":"object","properties":{"seconds":{"type":"integer"}}}""";
        var made = await client.CallAsync(
            "POST", "api/flows", $$"""{"name":"f","nodes":{{Nodes}},"edges":{{Edges}},"inputSchema":{{Schema}}}""", HttpStatusCode.Created);
        var flow = Text(made["flow"]!, "id");

        foreach (var (inputs, field) in new[]
        {
            ("""[{"seconds":0},{"seconds":"x"}]""", "inputs.1.seconds"), ("[{},7]", "inputs.1"), ("[]", "inputs"),
            ($"[{string.Join(',', Enumerable.Repeat("{}", 1_001))}]", "inputs"),
        })
        {
            using var response = await client.SendAsync("POST", $"api/flows/{flow}/batches", $$"""{"inputs":{{inputs}}}""");
            var problem = await ApiHost.ReadAsync(response, HttpStatusCode.UnprocessableEntity);
            Assert.True(problem["errors"]!.AsObject().ContainsKey(field), problem.ToJsonString());
        }

        Assert.Empty((await client.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray());
        Assert.Empty((await client.CallAsync("GET", $"api/flows/{flow}/batches"))["batches"]!.AsArray());
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_batch()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes, Edges);

        async Task<string> SendAsync() => Text((await ApiHost.ReadAsync(
            await client.SendAsync("POST", $"api/flows/{flow}/batches", """{"inputs":[{"seconds":0}]}""", ("Idempotency-Key", $"b-{flow}")),
            HttpStatusCode.Accepted))["batch"]!, "id");

        var batch = await SendAsync();
        Assert.Equal(batch, await SendAsync());
        await UntilAsync(() => GetAsync(client, flow, batch), one => Counts(one).Pending == 0);
        Assert.Single((await client.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray());
    }

    [Fact]
    public async Task A_batch_whose_starter_died_is_finished_by_the_job_each_run_once()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes, Edges);
        var made = await MadeAsync(flow, 20);

        // The first died after it had started some, before it could say so.
        await LaunchAsync(made, 3);
        await new Later(api, TimeSpan.FromMinutes(2)).RunAsync();
        await new Later(api, TimeSpan.FromMinutes(4)).RunAsync();

        var runs = await RunsAsync(client, flow, made.Id, 20);
        foreach (var run in runs)
        {
            await EndAsync(client, Text(run, "executionId"));
        }

        Assert.Equal((0, 0, 20, 0, 0), Counts(await GetAsync(client, flow, made.Id)));
        Assert.Equal(20, (await client.CallAsync("GET", $"api/flows/{flow}/processes"))["processes"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_run_that_was_deleted_is_not_brought_back_when_its_batch_is_gone_on_with()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes, Edges);
        var made = await MadeAsync(flow, 2);
        var deleted = await LaunchAsync(made, 1);
        await EndAsync(client, deleted);
        await client.CallAsync("DELETE", $"api/runs/{deleted}");

        await new Later(api, TimeSpan.FromMinutes(2)).RunAsync();

        var run = Assert.Single((await client.CallAsync("GET", $"api/flows/{flow}/batches/{made.Id}/runs"))["runs"]!.AsArray())!;
        Assert.Equal(0, run["index"]!.GetValue<int>());
        await EndAsync(client, Text(run, "executionId"));
        Assert.Equal((0, 0, 2, 0, 0), Counts(await GetAsync(client, flow, made.Id)));
        Assert.Equal("not_found", await client.FailAsync("GET", $"api/runs/{deleted}", HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_cancelled_batch_cancels_its_runs_and_again_is_harmless()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(Nodes, Edges);
        var batch = await StartAsync(client, flow, """{"inputs":[{"seconds":86400},{"seconds":86400}]}""");
        await RunsAsync(client, flow, batch, 2);

        async Task<JsonNode> CancelAsync() => (await client.CallAsync("POST", $"api/flows/{flow}/batches/{batch}/cancel"))["batch"]!;
        await CancelAsync();
        var shown = await UntilAsync(CancelAsync, one => Counts(one).Cancelled == 2);
        await new Later(api, TimeSpan.FromMinutes(5)).RunAsync();
        var closed = await GetAsync(client, flow, batch);

        Assert.Equal(("cancelled", (0, 0, 0, 0, 2)), (Text(shown, "status"), Counts(shown)));
        Assert.Equal(("cancelled", (0, 0, 0, 0, 2)), (Text(closed, "status"), Counts(closed)));
    }

    [Fact]
    public void Bounds_outside_of_theirs_are_refused()
    {
        var validator = new BatchOptionsValidator();
        Assert.True(validator.Validate(null, new BatchOptions()).Succeeded);
        Assert.True(validator.Validate(null, new BatchOptions { MaxInputs = 1_001 }).Failed);
        Assert.True(validator.Validate(null, new BatchOptions { MaxStarting = 0 }).Failed);
        Assert.True(validator.Validate(null, new BatchOptions { GiveUpAfter = TimeSpan.FromMinutes(59) }).Failed);
    }

    /// <summary>A batch whose starter died before its first run.</summary>
    private async Task<RunBatch> MadeAsync(string flow, int count)
    {
        var caller = await api.CallerAsync(api.Ada);
        var stored = (await api.Get<FlowCatalog>().GetAsync(caller.Tenant, flow, default))!.Document;
        var frozen = await api.Get<FrozenFlows>().FreezeAsync(caller.Tenant, stored.Nodes, stored.Edges, default);
        var batch = new RunBatch
        {
            Id = DocumentId.New(TimeProvider.System).ToString(),
            OrganizationId = caller.OrganizationId.ToString(),
            FlowId = flow,
            FlowHash = frozen.Hash,
            UserId = caller.UserId.ToString(),
            Count = count,
            Inputs = new Payload(),
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        var inputs = JsonSerializer.SerializeToElement(Enumerable.Repeat(new { seconds = 0 }, count));
        return (await api.Get<RunBatches>().CreateAsync(caller.Tenant, batch, inputs, _ => [], default)).Value!.Document;
    }

    private async Task<string> LaunchAsync(RunBatch batch, int index)
    {
        var flow = (await api.Get<FlowCatalog>().GetAsync((await api.CallerAsync(api.Ada)).Tenant, batch.FlowId, default))!;
        var item = new Launch(null, flow, JsonSerializer.SerializeToElement(new { seconds = 0 }), null) { Item = new BatchItem(batch, index) };
        var launched = await api.Get<RunLauncher>().LaunchAsync(api.Get<DurableTaskClient>(), item, listen: false, default);
        return launched.Value!.Run.Id;
    }

    private static async Task<string> StartAsync(FlowClient client, string flow, string body) =>
        Text((await client.CallAsync("POST", $"api/flows/{flow}/batches", body, HttpStatusCode.Accepted))["batch"]!, "id");

    private static async Task<JsonNode> GetAsync(FlowClient client, string flow, string batch) =>
        (await client.CallAsync("GET", $"api/flows/{flow}/batches/{batch}"))["batch"]!;

    // A call starts and cancels for some seconds, and leaves the rest to the job of the next minutes.
    private static async Task<JsonNode> UntilAsync(Func<Task<JsonNode>> read, Func<JsonNode, bool> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await read() is { } batch && isSo(batch))
            {
                return batch;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(4), "It never came.");
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> RunsAsync(FlowClient client, string flow, string batch, int expected)
    {
        await UntilAsync(() => GetAsync(client, flow, batch), one => Counts(one).Pending == 0);
        var first = await client.CallAsync("GET", $"api/flows/{flow}/batches/{batch}/runs?limit={expected - 1}");
        var rest = await client.CallAsync("GET", $"api/flows/{flow}/batches/{batch}/runs?limit={expected - 1}&cursor={Text(first, "nextCursor")}");
        List<JsonNode> runs = [.. first["runs"]!.AsArray().Concat(rest["runs"]!.AsArray()).Select(run => run!)];
        Assert.Equal(expected, runs.Count);
        return runs;
    }

    private static async Task EndAsync(FlowClient client, string run)
    {
        using var events = await client.SendAsync("GET", $"api/runs/{run}/events");
        await events.Content.ReadAsStringAsync();
    }

    private static (int Pending, int Active, int Completed, int Failed, int Cancelled) Counts(JsonNode batch)
    {
        int Of(string name) => batch["counts"]![name]!.GetValue<int>();
        return (Of("pending"), Of("active"), Of("completed"), Of("failed"), Of("cancelled"));
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    /// <summary>The job some time later, on the host's stores.</summary>
    private sealed class Later(ApiHost api, TimeSpan after)
    {
        public Task<bool> RunAsync()
        {
            var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + after);
            var options = Options.Create(new BatchOptions());
            var batches = new RunBatches(api.Get<IDocumentStore>(), api.Get<PayloadStore>(), api.Get<IFileStore>(), options, clock);
            var runs = new BatchRuns(
                batches, api.Get<FlowCatalog>(), api.Get<RunLauncher>(), api.Get<RunCanceller>(), options, clock, NullLogger<BatchRuns>.Instance);
            return new BatchJob(batches, runs, clock).RunAsync(api.Get<DurableTaskClient>(), clock.GetUtcNow().AddSeconds(40), default);
        }
    }
}
