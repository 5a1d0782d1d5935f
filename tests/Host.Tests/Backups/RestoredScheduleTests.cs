using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Host.Backups;
using HiveFlow.HostFixture;
using HiveFlow.Identity.Bootstrap;
using HiveFlow.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Host.Tests.Backups;

/// <summary>A host's folder, copied while the host works, and its copy started elsewhere a day later.</summary>
public sealed class RestoredScheduleTests : IDisposable
{
    private static readonly DateTimeOffset Before = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset After = Before.AddHours(25.5);
    private readonly TestFolder folder = TestFolder.Create();
    private readonly TestFolder elsewhere = TestFolder.Create();

    public void Dispose()
    {
        folder.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public async Task No_schedule_fires_for_the_past_beyond_its_policy_after_a_restore()
    {
        string none, one;
        var copy = Path.Combine(elsewhere.Path, "copy");
        await using (var host = await TestHost.StartAsync(clock: new FakeTimeProvider(Before), folder: folder))
        {
            var owner = await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default);
            await File.WriteAllTextAsync(Path.Combine(host.DataFolder, "owner.key"), owner!.Key.Reveal());
            using var client = OwnerClient.Of(host.Client.BaseAddress!, host.DataFolder);
            (none, one) = (await ScheduleAsync(client, "none"), await ScheduleAsync(client, "one"));
            Assert.Equal(0, await BackupProgram.RunAsync(["backup", "--to", copy, "--data", host.DataFolder], TextWriter.Null, TextWriter.Null));
        }

        var data = Path.Combine(elsewhere.Path, "data");
        Assert.Equal(0, await BackupProgram.RunAsync(["restore", "--from", copy, "--data", data], TextWriter.Null, TextWriter.Null));
        Assert.Null(SqliteFile.Check(Path.Combine(data, "hiveflow.db")));

        await using var restored = await TestHost.StartAsync(clock: new FakeTimeProvider(After), folder: elsewhere);
        using var again = OwnerClient.Of(restored.Client.BaseAddress!, restored.DataFolder);
        await UntilAsync(async () => await IsAheadAsync(again, none) && await IsAheadAsync(again, one) && (await RunsAsync(again, one)).Count > 0);

        Assert.Empty(await RunsAsync(again, none));
        Assert.Single(await RunsAsync(again, one));
    }

    private static async Task<string> ScheduleAsync(OwnerClient client, string missed)
    {
        var flow = await client.CreateFlowAsync(missed, [JsonNode.Parse("""{"id":"a","type":"custom","data":{"nodeType":"set","values":{"x":1},"startNode":true}}""")], []);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"api/flows/{flow}/resume", null)).Status);
        var body = new JsonObject { ["name"] = missed, ["intervalValue"] = 1, ["intervalUnit"] = "hours", ["missed"] = missed };
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync($"api/flows/{flow}/schedules", body)).Status);
        return flow;
    }

    // Whether what is due next lies in the future, so that what had gone by is dealt with.
    private static async Task<bool> IsAheadAsync(OwnerClient client, string flow)
    {
        var schedule = (await client.GetAsync($"api/flows/{flow}/schedules"))["schedules"]![0]!;
        return DateTimeOffset.Parse((string)schedule["nextRuns"]![0]!, CultureInfo.InvariantCulture) > After && (int)schedule["waiting"]! == 0;
    }

    private static async Task<JsonArray> RunsAsync(OwnerClient client, string flow) => (await client.GetAsync($"api/runs?flowId={flow}"))["runs"]!.AsArray();

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
