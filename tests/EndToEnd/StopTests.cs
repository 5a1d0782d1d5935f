using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.EndToEnd;

/// <summary>The real program, asked to stop while everything is at work.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TestFolder folder = TestFolder.Create();

    [Fact]
    public async Task SIGTERM_lets_the_running_step_end_sends_watchers_elsewhere_takes_nothing_new_and_ends_with_0()
    {
        var data = Path.Combine(folder.Path, "data");
        var (called, calledAgain, release) = (Signal(), Signal(), Signal());
        await using var server = await SlowAsync(async () =>
        {
            (called.Task.IsCompleted ? calledAgain : called).TrySetResult();
            await release.Task.WaitAsync(Patience);
        });
        string[] arguments = ["--quiet", $"HiveFlow:Outgoing:Allow:0={new Uri(server.Urls.Single()).Authority}", "HiveFlow:Engine:StopTimeout=00:02:00", "HiveFlow:Host:StopTimeout=00:02:00"];
        string run;
        await using (var process = await HiveFlowProcess.StartAsync(data, arguments))
        {
            using var owner = OwnerClient.Of(process.Address, data);
            var flow = await FlowAsync(owner, server.Urls.Single());
            run = (string)(await owner.PostAsync($"api/flows/{flow}/execute", new JsonObject())).Body!["executionId"]!;
            await called.Task.WaitAsync(Patience);
            using var watcher = await WatchAsync(process.Address, File.ReadAllText(Path.Combine(data, "owner.key")).Trim(), run);
            using var http = new HttpClient { BaseAddress = process.Address, Timeout = Patience };
            http.DefaultRequestHeaders.Authorization = new("Bearer", File.ReadAllText(Path.Combine(data, "owner.key")).Trim());
            using var body = new StringContent("{}", Encoding.UTF8, "application/json");
            var waiting = http.PostAsync(new Uri($"api/flows/{flow}/execute?wait=60", UriKind.Relative), body);
            await calledAgain.Task.WaitAsync(Patience);
            http.DefaultRequestHeaders.Accept.Add(new("text/event-stream"));
            using var stream = await http.GetAsync(new Uri($"api/runs/{run}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

            var stopped = process.StopAsync();

            // Watchers are told at once, while the step is still at work; so is whoever reads a stream, or waits for an answer.
            Assert.Equal("reconnect", await LastAsync(watcher));
            Assert.Equal(1001, (int)watcher.CloseStatus!);
            Assert.DoesNotContain("run.completed", await ReadAsync(stream), StringComparison.Ordinal);
            using var told = await waiting;
            Assert.Equal(HttpStatusCode.Accepted, told.StatusCode);
            Assert.False(stopped.IsCompleted);
            Assert.False(await TakesWorkAsync(process.Address, data, flow));

            release.SetResult();
            Assert.Equal(0, await stopped);
        }

        await using var next = await HiveFlowProcess.StartAsync(data, arguments);
        using var again = OwnerClient.Of(next.Address, data);
        Assert.Equal("run.completed", (string?)(await again.EventsAsync(run))[^1]["type"]);
    }

    [Fact]
    public async Task Connections_of_a_process_that_was_killed_take_no_place_from_those_of_the_next()
    {
        var data = Path.Combine(folder.Path, "data");
        for (var life = 0; life < 2; life++)
        {
            await using var process = await HiveFlowProcess.StartAsync(data, "--quiet");
            var key = File.ReadAllText(Path.Combine(data, "owner.key")).Trim();
            List<ClientWebSocket> five = [];
            for (var count = 0; count < 5; count++)
            {
                five.Add(await OpenAsync(process.Address, key));
                Assert.Equal("ready", await HearAsync(five[^1]));
            }

            using var sixth = await OpenAsync(process.Address, key);
            Assert.Null(await HearAsync(sixth));
            await process.KillAsync();
            five.ForEach(live => live.Dispose());
        }
    }

    public void Dispose() => folder.Dispose();

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task<WebApplication> SlowAsync(Func<Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            await answer();
            await context.Response.WriteAsync("done");
        });
        await app.StartAsync();
        return app;
    }

    private static Task<string> FlowAsync(OwnerClient owner, string url)
    {
        static JsonObject Node(string id, JsonObject data) => new() { ["id"] = id, ["type"] = "custom", ["data"] = data };
        return owner.CreateFlowAsync(
            "slow",
            [
                Node("start", new() { ["nodeType"] = "trigger", ["startNode"] = true }),
                Node("call", new() { ["nodeType"] = "http", ["url"] = url, ["timeout"] = 120 }),
                Node("end", new() { ["nodeType"] = "set", ["checkpoint"] = true, ["values"] = new JsonObject { ["x"] = 1 } }),
            ],
            [
                new JsonObject { ["id"] = "a", ["source"] = "start", ["target"] = "call" },
                new JsonObject { ["id"] = "b", ["source"] = "call", ["target"] = "end" },
            ]);
    }

    private static async Task<ClientWebSocket> WatchAsync(Uri address, string key, string run)
    {
        var socket = await OpenAsync(address, key);
        await SayAsync(socket, $$"""{"type":"subscribe","runId":"{{run}}"}""");
        while (await HearAsync(socket) != "events")
        {
        }

        return socket;
    }

    private static async Task<ClientWebSocket> OpenAsync(Uri address, string key)
    {
        var socket = new ClientWebSocket();
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/api/live" }.Uri, patience.Token);
        await SayAsync(socket, $$"""{"type":"auth","token":"{{key}}"}""");
        return socket;
    }

    private static async Task SayAsync(ClientWebSocket socket, string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
    }

    private static async Task<string?> HearAsync(ClientWebSocket socket)
    {
        var buffer = new byte[256 * 1024];
        using var patience = new CancellationTokenSource(Patience);
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return (string?)JsonNode.Parse(buffer.AsSpan(0, length))!["type"];
            }
        }
    }

    private static async Task<string?> LastAsync(ClientWebSocket socket)
    {
        string? last = null;
        while (await HearAsync(socket) is { } type)
        {
            last = type;
        }

        return last;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage stream)
    {
        try
        {
            return await stream.Content.ReadAsStringAsync().WaitAsync(Patience);
        }
        catch (HttpRequestException)
        {
            // Cut off: the client comes again with the last number.
            return string.Empty;
        }
    }

    // Refused, or not even connected to: never accepted.
    private static async Task<bool> TakesWorkAsync(Uri address, string data, string flow)
    {
        using var owner = OwnerClient.Of(address, data);
        try
        {
            return (await owner.PostAsync($"api/flows/{flow}/execute", new JsonObject())).Status != HttpStatusCode.ServiceUnavailable;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
