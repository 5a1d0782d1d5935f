using System.Text;

namespace HiveFlow.Outgoing.Tests;

public sealed class EventStreamTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n\r\n";

    [Fact]
    public async Task An_event_stream_is_passed_on_while_it_comes_and_is_not_kept()
    {
        var first = new TaskCompletionSource();
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Head + "data: 1\n\n"), stop);
            await first.Task.WaitAsync(TimeSpan.FromSeconds(60), stop);
            await stream.WriteAsync("data: 2\n\n"u8.ToArray(), stop);
        });
        using var client = TestClient.For(server);
        var taken = new StringBuilder();

        var result = await client.SendAsync(TestClient.Get(server.Url) with
        {
            EventStream = (piece, _) =>
            {
                taken.Append(Encoding.UTF8.GetString(piece.Span));
                first.TrySetResult();
                return default;
            },
        });

        Assert.Equal("data: 1\n\ndata: 2\n\n", taken.ToString());
        Assert.Equal((true, 0), (result.Value!.IsEventStream, result.Value.Body.Length));
    }

    [Fact]
    public async Task A_stream_that_its_reader_finds_whole_is_not_waited_for()
    {
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Head + "data: 1\n\n"), stop);
            await stream.WriteAsync("data: end\n\n"u8.ToArray(), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var client = TestClient.For(server);

        var result = await client.SendAsync(TestClient.Get(server.Url) with { IsWhole = body => body.Span.EndsWith("end\n\n"u8) });

        Assert.Equal("data: 1\n\ndata: end\n\n", Encoding.UTF8.GetString(result.Value!.Body.Span));
        Assert.Equal("text/event-stream; charset=utf-8", result.Value.Headers["content-type"]);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Broken\r\nContent-Type: text/event-stream\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nbody")]
    public async Task Every_other_answer_is_read_whole(string answer)
    {
        await using var server = new RawServer(answer);
        using var client = TestClient.For(server);

        var result = await client.SendAsync(TestClient.Get(server.Url) with { EventStream = (_, _) => throw new InvalidOperationException() });

        Assert.Equal((false, "body"), (result.Value!.IsEventStream, Encoding.UTF8.GetString(result.Value.Body.Span)));
    }

    [Fact]
    public async Task A_stream_over_the_size_limit_ends_as_too_large()
    {
        await using var server = new RawServer(Head + new string('x', 5_000));
        using var client = TestClient.For(server);

        var result = await client.SendAsync(TestClient.Get(server.Url) with { MaxResponseBytes = 1_000, EventStream = (_, _) => default });

        Assert.Equal(OutgoingErrors.ResponseTooLargeCode, result.Error!.Code);
    }
}
