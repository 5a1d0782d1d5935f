using System.IO.Compression;
using System.Text;
using HiveFlow.Errors;

namespace HiveFlow.Outgoing.Tests.Bodies;

public sealed class BodyTests
{
    private const string Text = "the quick brown fox jumps over the lazy dog, again and again and again";

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_packed_body_is_unpacked_and_its_headers_about_packing_go(string encoding)
    {
        var result = await AskAsync(Packed(encoding, Pack(encoding, Encoding.UTF8.GetBytes(Text))));

        Assert.Equal(Text, Encoding.UTF8.GetString(result.Value!.Body.Span));
        Assert.DoesNotContain("content-encoding", result.Value.Headers.Keys);
        Assert.DoesNotContain("content-length", result.Value.Headers.Keys);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_packed_body_cut_at_any_byte_is_never_taken_for_whole(string encoding)
    {
        var packed = Pack(encoding, Encoding.UTF8.GetBytes(Text));
        var taken = new List<int>();
        for (var length = 1; length < packed.Length; length++)
        {
            var result = await AskAsync(Packed(encoding, packed[..length]));
            if (result.IsSuccess && Encoding.UTF8.GetString(result.Value.Body.Span) != Text)
            {
                taken.Add(length);
            }
        }

        Assert.Empty(taken);
    }

    [Fact]
    public async Task An_answer_cut_at_any_byte_is_a_failure()
    {
        var whole = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {Text.Length}\r\n\r\n{Text}");
        for (var length = 0; length < whole.Length; length++)
        {
            var result = await AskAsync(whole[..length]);

            Assert.False(result.IsSuccess, $"cut at {length}");
        }

        Assert.True((await AskAsync(whole)).IsSuccess);
    }

    [Fact]
    public async Task A_chunked_answer_cut_at_any_byte_is_a_failure()
    {
        var whole = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"u8.ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False((await AskAsync(whole[..length])).IsSuccess, $"cut at {length}");
        }

        Assert.Equal("hello world"u8.ToArray(), (await AskAsync(whole)).Value!.Body.ToArray());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_unpacks_beyond_the_limit_is_refused(string encoding)
    {
        var noise = new byte[300_000];
        new Random(1).NextBytes(noise);
        var twice = noise.Concat(noise).ToArray();

        var result = await AskAsync(Packed(encoding, Pack(encoding, twice)), new OutgoingOptions { MaxResponseBytes = 400_000 });

        Assert.Equal(OutgoingErrors.ResponseTooLargeCode, result.Error!.Code);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_grows_more_than_a_hundredfold_past_1_MiB_is_refused(string encoding)
    {
        var result = await AskAsync(Packed(encoding, Pack(encoding, new byte[4 * 1024 * 1024])));

        Assert.Equal(OutgoingErrors.ResponseInvalidCode, result.Error!.Code);
    }

    [Fact]
    public async Task A_small_body_may_grow_as_it_likes() =>
        Assert.Equal(500_000, (await AskAsync(Packed("gzip", Pack("gzip", new byte[500_000])))).Value!.Body.Length);

    [Fact]
    public async Task A_declared_length_over_the_limit_is_refused_before_reading() =>
        Assert.Equal(OutgoingErrors.ResponseTooLargeCode, (await AskAsync("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"u8.ToArray())).Error!.Code);

    [Theory]
    [InlineData("HEAD", "200 OK")]
    [InlineData("GET", "204 No Content")]
    [InlineData("GET", "304 Not Modified")]
    public async Task An_answer_without_a_body_may_speak_of_a_large_packed_one(string method, string status)
    {
        await using var server = new RawServer($"HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n");
        using var client = TestClient.For(server);

        var result = await client.SendAsync(TestClient.Get(server.Url) with { Method = method });

        Assert.True(result.IsSuccess, result.Error?.Message);
        Assert.True(result.Value.Body.IsEmpty);
    }

    [Fact]
    public async Task An_empty_body_may_say_that_it_is_packed() =>
        Assert.True((await AskAsync(Packed("gzip", []))).IsSuccess);

    [Fact]
    public async Task An_endless_body_is_cut_off_at_the_limit()
    {
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), stop);
            while (true)
            {
                await stream.WriteAsync(new byte[64 * 1024], stop);
            }
        });
        using var client = TestClient.For(server);

        var result = await client.SendAsync(TestClient.Get(server.Url) with { MaxResponseBytes = 100_000 });

        Assert.Equal(OutgoingErrors.ResponseTooLargeCode, result.Error!.Code);
    }

    [Fact]
    public async Task Endless_headers_are_cut_off()
    {
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stop);
            while (true)
            {
                await stream.WriteAsync("X-More: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"u8.ToArray(), stop);
            }
        });
        using var client = TestClient.For(server);

        Assert.Equal(OutgoingErrors.ResponseInvalidCode, (await client.GetAsync(server.Url)).Error!.Code);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task A_packing_that_was_not_asked_for_is_refused(string encoding) =>
        Assert.Equal(OutgoingErrors.ResponseInvalidCode, (await AskAsync(Packed(encoding, "x"u8.ToArray()))).Error!.Code);

    [Fact]
    public async Task An_answer_that_is_not_HTTP_is_a_failure() =>
        Assert.Equal(OutgoingErrors.ResponseInvalidCode, (await AskAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray())).Error!.Code);

    [Fact]
    public async Task Large_answers_at_once_share_one_memory_budget()
    {
        var options = new OutgoingOptions { MaxBufferedBytes = 1024 * 1024 };

        var result = await AskAsync(Packed("identity", new byte[3 * 1024 * 1024]), options);

        Assert.Equal(OutgoingErrors.BusyCode, result.Error!.Code);
    }

    private static async Task<Result<OutgoingResponse>> AskAsync(byte[] answer, OutgoingOptions? options = null)
    {
        await using var server = new RawServer((_, stream, stop) => stream.WriteAsync(answer, stop).AsTask());
        using var client = new TestClient((options ?? new OutgoingOptions()) with { Allow = [$"127.0.0.1:{server.Port}"] });
        return await client.GetAsync(server.Url);
    }

    private static byte[] Packed(string encoding, byte[] body) =>
        [.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private static byte[] Pack(string encoding, byte[] plain)
    {
        var packed = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "br" => new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true),
            _ => new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true),
        })
        {
            packer.Write(plain);
        }

        return packed.ToArray();
    }
}
