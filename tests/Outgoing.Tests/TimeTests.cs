using System.Text;
using HiveFlow.Errors;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Outgoing.Tests;

public sealed class TimeTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_target_that_accepts_and_never_answers_ends_at_the_headers_timeout()
    {
        var taken = new TaskCompletionSource();
        await using var server = new RawServer((_, _, stop) => Hang(taken, stop));
        using var client = Client(server, new OutgoingOptions { HeadersTimeout = TimeSpan.FromSeconds(5) });

        var call = client.SendAsync(TestClient.Get(server.Url));
        await taken.Task.WaitAsync(TimeSpan.FromSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(6));

        var result = await call;
        Assert.Equal(OutgoingErrors.TimeoutCode, result.Error!.Code);
        Assert.Contains("headers", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_drips_ends_at_the_whole_timeout_however_alive_it_looks()
    {
        var dripped = new TaskCompletionSource();
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nab"u8.ToArray(), stop);
            await Hang(dripped, stop);
        });
        using var client = Client(server, new OutgoingOptions());

        var call = client.SendAsync(TestClient.Get(server.Url) with { Timeout = TimeSpan.FromSeconds(30) });
        await dripped.Task.WaitAsync(TimeSpan.FromSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(OutgoingErrors.TimeoutCode, (await call).Error!.Code);
    }

    [Fact]
    public async Task A_caller_can_not_ask_for_more_than_the_maximum()
    {
        var taken = new TaskCompletionSource();
        await using var server = new RawServer((_, _, stop) => Hang(taken, stop));
        using var client = Client(server, new OutgoingOptions { MaxTimeout = TimeSpan.FromSeconds(20), DefaultTimeout = TimeSpan.FromSeconds(20) });

        var call = client.SendAsync(TestClient.Get(server.Url) with { Timeout = TimeSpan.FromHours(2) });
        await taken.Task.WaitAsync(TimeSpan.FromSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(OutgoingErrors.TimeoutCode, (await call).Error!.Code);
    }

    [Fact]
    public async Task A_cancelled_caller_gets_the_cancellation_and_no_error_value()
    {
        var taken = new TaskCompletionSource();
        await using var server = new RawServer((_, _, stop) => Hang(taken, stop));
        using var client = Client(server, new OutgoingOptions());
        using var cancel = new CancellationTokenSource();

        var call = client.Client.SendAsync(TestClient.Get(server.Url), cancel.Token);
        await taken.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Beyond_its_slots_and_its_queue_an_organization_is_told_to_wait_and_another_is_not()
    {
        var taken = new TaskCompletionSource();
        await using var server = new RawServer(async (request, stream, stop) =>
        {
            if (request.StartsWith("GET /hang", StringComparison.Ordinal))
            {
                await Hang(taken, stop);
            }

            await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), stop);
        });
        using var client = Client(server, new OutgoingOptions { MaxConcurrentPerOwner = 1, MaxQueuedPerOwner = 0 });
        using var cancel = new CancellationTokenSource();

        var hanging = client.Client.SendAsync(TestClient.Get(server.Url + "hang"), cancel.Token);
        await taken.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Result<OutgoingResponse> second = await client.GetAsync(server.Url);
        Result<OutgoingResponse> other = await client.SendAsync(TestClient.Get(server.Url) with { Owner = "another" });
        await cancel.CancelAsync();

        Assert.Equal(OutgoingErrors.BusyCode, second.Error!.Code);
        Assert.NotNull(second.Error.RetryAfter);
        Assert.Equal(204, other.Value!.Status);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task A_thousand_calls_to_a_target_that_never_answers_all_end_at_their_timeout()
    {
        var taken = new TaskCompletionSource();
        await using var server = new RawServer((_, _, stop) => Hang(taken, stop));
        using var client = Client(server, new OutgoingOptions { MaxConnectionsPerHost = 8, MaxConcurrentPerOwner = 16 });
        var threads = ThreadPool.ThreadCount;

        var calls = Enumerable.Range(0, 1000).Select(_ => client.SendAsync(TestClient.Get(server.Url))).ToList();
        await taken.Task.WaitAsync(TimeSpan.FromSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.All(await Task.WhenAll(calls), result => Assert.Equal(OutgoingErrors.TimeoutCode, result.Error!.Code));
        Assert.InRange(ThreadPool.ThreadCount, 0, threads + 50);
    }

    private TestClient Client(RawServer server, OutgoingOptions options) => new(options with { Allow = [$"127.0.0.1:{server.Port}"] }, _time);

    private static Task Hang(TaskCompletionSource reached, CancellationToken stop)
    {
        reached.TrySetResult();
        return Task.Delay(Timeout.Infinite, stop);
    }
}
