using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;

namespace HiveFlow.EndToEnd;

/// <summary>The real program, as somebody starts it.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    private string Data => Path.Combine(folder.Path, "data");

    [NeedsJail]
    public async Task Once_runs_the_sample_on_an_empty_folder_shows_each_step_and_ends_with_0()
    {
        await using var process = HiveFlowProcess.Begin(Data, null, "--once");
        Assert.Equal(0, await process.EndAsync());
        foreach (var shown in new[] { "Made the owner's account", "Issue event", "Score and label", "Tell the receiver", "✓ completed", "the receiver was told" })
        {
            Assert.Contains(shown, process.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_owner_s_key_is_in_a_file_only_its_user_can_read_and_works()
    {
        await using var process = await HiveFlowProcess.StartAsync(Data, "--quiet");
        using var owner = OwnerClient.Of(process.Address, Data);
        Assert.NotNull((await owner.GetAsync("api/flows"))["data"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "owner.key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "owner.password")));
    }

    [Fact]
    public async Task A_second_process_on_the_folder_says_so_and_ends_with_1()
    {
        await using var first = await HiveFlowProcess.StartAsync(Data, "--quiet");
        await using var second = HiveFlowProcess.Begin(Data, null, "--quiet");
        Assert.Equal(1, await second.EndAsync());
        Assert.Contains("in use by another HiveFlow process", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_call_shows_the_usage_and_ends_with_2()
    {
        await using var process = HiveFlowProcess.Begin(Data, null, "--nonsense");
        Assert.Equal(2, await process.EndAsync());
        Assert.Contains("usage: hiveflow", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_without_its_settings_names_them_and_ends_with_1()
    {
        await using var process = HiveFlowProcess.Begin(Data, new Dictionary<string, string?> { ["HIVEFLOW_ENV"] = "Production" }, "--quiet");
        Assert.Equal(1, await process.EndAsync());
        Assert.Contains("HiveFlow:PublicUrl", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_ends_with_0_and_a_waiting_run_goes_on_at_the_next_start()
    {
        string run;
        await using (var process = await HiveFlowProcess.StartAsync(Data, "--quiet"))
        {
            using var owner = OwnerClient.Of(process.Address, Data);
            var flow = await owner.CreateFlowAsync(
                "Waiter",
                [
                    new JsonObject { ["id"] = "start", ["type"] = "custom", ["data"] = new JsonObject { ["nodeType"] = "trigger" } },
                    new JsonObject { ["id"] = "wait", ["type"] = "custom", ["data"] = new JsonObject { ["nodeType"] = "delay", ["duration"] = "1s" } },
                    new JsonObject { ["id"] = "end", ["type"] = "custom", ["data"] = new JsonObject { ["nodeType"] = "respond", ["body"] = "done" } },
                ],
                [
                    new JsonObject { ["id"] = "a", ["source"] = "start", ["target"] = "wait" },
                    new JsonObject { ["id"] = "b", ["source"] = "wait", ["target"] = "end" },
                ]);
            var (status, body) = await owner.PostAsync($"api/flows/{flow}/execute", null);
            Assert.Equal(HttpStatusCode.Accepted, status);
            run = (string)body!["executionId"]!;
            Assert.Equal(0, await process.StopAsync());
        }

        await using var next = await HiveFlowProcess.StartAsync(Data, "--quiet");
        using var again = OwnerClient.Of(next.Address, Data);
        Assert.Equal("run.completed", (string?)(await again.EventsAsync(run))[^1]["type"]);
    }

    public void Dispose() => folder.Dispose();
}
