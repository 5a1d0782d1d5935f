using System.IO.Compression;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Outgoing.Connections;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Outgoing.Tests;

/// <summary>Answers and bodies that are streamed: the same guards as for those in memory.</summary>
public sealed class StreamingTests
{
    private const string Hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

    [Fact]
    public async Task An_answer_is_read_as_it_comes_and_counted()
    {
        var goOn = new TaskCompletionSource();
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 206 Partial\r\nContent-Length: 6\r\nX-A: b\r\n\r\nabc"u8.ToArray(), stop);
            await goOn.Task.WaitAsync(stop);
            await stream.WriteAsync("def"u8.ToArray(), stop);
        });
        using var client = TestClient.For(server);

        await using var answer = await OpenAsync(client, TestClient.Get(server.Url));
        var buffer = new byte[3];
        await answer.Content.ReadExactlyAsync(buffer);
        goOn.SetResult();
        var rest = await new StreamReader(answer.Content).ReadToEndAsync();

        Assert.Equal((206, "b", "abc", "def", 6L), (answer.Status, answer.Headers["x-a"], Encoding.ASCII.GetString(buffer), rest, answer.WireBytes));
    }

    [Fact]
    public async Task A_body_is_streamed_with_its_length_and_again_after_a_redirect_on_the_same_host()
    {
        await using var server = new RawServer(async (request, stream, stop) => await stream.WriteAsync(Encoding.ASCII.GetBytes(
            request.StartsWith("PUT /a ", StringComparison.Ordinal) ? "HTTP/1.1 307 Go\r\nLocation: /b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" : Hello), stop));
        using var client = TestClient.For(server);
        var opened = 0;
        var content = new OutgoingContent(7, _ =>
        {
            opened++;
            return Task.FromResult<Stream>(new MemoryStream("payload"u8.ToArray()));
        });

        await using var answer = await OpenAsync(client, TestClient.Get(server.Url + "a") with { Method = "PUT", Content = content, MaxRedirects = 5 });

        Assert.Equal("hello", await new StreamReader(answer.Content).ReadToEndAsync());
        Assert.Equal((2, 2, 2 * 7 + 5L), (opened, answer.Requests, answer.WireBytes));
        Assert.All(server.Requests, request =>
        {
            Assert.Contains("\r\nContent-Length: 7\r\n", request, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\npayload", request, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_redirect_takes_no_streamed_body_to_another_host()
    {
        await using var other = new RawServer(Hello);
        await using var server = new RawServer($"HTTP/1.1 307 Go\r\nLocation: {other.Url}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var client = TestClient.For(server, other);

        var result = await client.Client.OpenAsync(
            TestClient.Get(server.Url) with { Method = "POST", Content = new OutgoingContent(1, _ => Task.FromResult<Stream>(new MemoryStream([1]))), MaxRedirects = 5 }, default);

        Assert.Equal(OutgoingErrors.RedirectRefusedCode, result.Error!.Code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task An_address_that_flows_may_not_call_is_refused()
    {
        await using var server = new RawServer(Hello);
        using var client = new TestClient();

        Assert.Equal(OutgoingErrors.AddressRefusedCode, (await client.Client.OpenAsync(TestClient.Get(server.Url), default)).Error!.Code);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n01234567890")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n01234567890")]
    public async Task An_answer_over_its_limit_ends(string answer)
    {
        await using var server = new RawServer(answer);
        using var client = TestClient.For(server);

        Assert.Equal(OutgoingErrors.ResponseTooLargeCode, await FailureAsync(client, TestClient.Get(server.Url) with { MaxResponseBytes = 10 }));
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_is_no_whole_one()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n0123");
        using var client = TestClient.For(server);

        Assert.Equal(OutgoingErrors.UnreachableCode, await FailureAsync(client, TestClient.Get(server.Url)));
    }

    [Fact]
    public async Task A_packed_answer_is_unpacked_up_to_a_hundredfold()
    {
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[8 * 1024 * 1024]);
        }

        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\nConnection: close\r\n\r\n"), stop);
            await stream.WriteAsync(bomb.ToArray(), stop);
        });
        using var client = TestClient.For(server);

        Assert.Equal(OutgoingErrors.ResponseInvalidCode, await FailureAsync(client, TestClient.Get(server.Url)));
    }

    [Fact]
    public async Task A_target_that_drips_ends_at_the_calls_time()
    {
        var time = new FakeTimeProvider();
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nab"u8.ToArray(), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var client = new TestClient(new OutgoingOptions { Allow = [$"127.0.0.1:{server.Port}"] }, time);
        await using var answer = await OpenAsync(client, TestClient.Get(server.Url) with { Timeout = TimeSpan.FromSeconds(30) });
        await answer.Content.ReadExactlyAsync(new byte[2]);
        var reading = answer.Content.ReadAsync(new byte[1]).AsTask();

        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(OutgoingErrors.TimeoutCode, (await Assert.ThrowsAsync<OutgoingException>(() => reading)).Error.Code);
    }

    [Fact]
    public async Task A_slot_is_held_until_the_answer_is_disposed_and_free_after_a_failure()
    {
        await using var server = new RawServer(Hello);
        using var client = new TestClient(new OutgoingOptions { Allow = [$"127.0.0.1:{server.Port}"], MaxConcurrentPerOwner = 1, MaxQueuedPerOwner = 0 });
        var first = await OpenAsync(client, TestClient.Get(server.Url));

        Assert.Equal(OutgoingErrors.BusyCode, (await client.Client.OpenAsync(TestClient.Get(server.Url), default)).Error!.Code);
        await first.DisposeAsync();
        Assert.Equal(OutgoingErrors.AddressRefusedCode, (await client.Client.OpenAsync(TestClient.Get("http://127.0.0.1:1/"), default)).Error!.Code);
        await using var second = await OpenAsync(client, TestClient.Get(server.Url));

        Assert.Equal(200, second.Status);
    }

    private static async Task<OutgoingStream> OpenAsync(TestClient client, OutgoingRequest request)
    {
        var opened = await client.Client.OpenAsync(request, default);
        Assert.True(opened.IsSuccess, opened.Error?.ToString());
        return opened.Value;
    }

    private static async Task<ErrorCode> FailureAsync(TestClient client, OutgoingRequest request)
    {
        var opened = await client.Client.OpenAsync(request, default);
        if (!opened.IsSuccess)
        {
            return opened.Error.Code;
        }

        await using var answer = opened.Value;
        return (await Assert.ThrowsAsync<OutgoingException>(() => answer.Content.CopyToAsync(Stream.Null))).Error.Code;
    }
}
