using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Tests.Wire;

/// <summary>
/// ASVS 4.2.1: where a proxy and we could see different ends of a request, we answer 400 and close. Each request is followed
/// by a second one; if that is answered too, something was smuggled.
/// </summary>
public sealed class RequestSmugglingTests
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("both lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("both lengths, the other way round", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")]
    [InlineData("two content lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("a list of content lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 5\r\n\r\n")]
    [InlineData("chunked not last", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("an unknown coding", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("a bare LF in a chunk extension", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;a\nxx\r\nab\r\n0\r\n\r\n")]
    [InlineData("a bare LF after the chunk size", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\nab\r\n0\r\n\r\n")]
    [InlineData("a chunk size that is no number", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nab\r\n0\r\n\r\n")]
    [InlineData("two hosts", "GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("no host", "GET /echo HTTP/1.1\r\nX: a\r\n\r\n")]
    [InlineData("a folded header", "GET /echo HTTP/1.1\r\nHost: a\r\nX: one\r\n two\r\n\r\n")]
    [InlineData("a space before the colon", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n")]
    [InlineData("a bare CR in a header", "GET /echo HTTP/1.1\r\nHost: a\r\nX: one\rY: two\r\n\r\n")]
    [InlineData("a zero byte in a header", "GET /echo HTTP/1.1\r\nHost: a\r\nX: one\0two\r\n\r\n")]
    public async Task A_request_whose_end_is_doubtful_is_answered_400_and_the_connection_closed(string what, string request)
    {
        await using var host = await FunctionHost.StartAsync(typeof(Echo));
        using var connection = await RawConnection.OpenAsync(host.Host.Address);
        await connection.SendAsync(request + Smuggled);
        var answer = await connection.ReadToEndAsync();
        Assert.True(answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.DoesNotContain("smuggled", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_plain_requests_on_one_connection_are_both_answered()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Echo));
        using var connection = await RawConnection.OpenAsync(host.Host.Address);
        await connection.SendAsync("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab" + Smuggled);
        var answer = await connection.ReadToEndAsync();
        Assert.Contains("body:ab", answer, StringComparison.Ordinal);
        Assert.Contains("path:/smuggled", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_line_over_8_KiB_is_refused()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Echo));
        using var connection = await RawConnection.OpenAsync(host.Host.Address);
        await connection.SendAsync($"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 414", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_over_32_KiB_are_refused()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Echo));
        using var connection = await RawConnection.OpenAsync(host.Host.Address);
        await connection.SendAsync($"GET /echo HTTP/1.1\r\nHost: a\r\nX: {new string('a', 40_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_said_to_be_over_25_MiB_is_refused_before_it_is_read()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Echo));
        using var connection = await RawConnection.OpenAsync(host.Host.Address);
        await connection.SendAsync("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 26214401\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    public sealed class Echo
    {
        [Function("Echo")]
        public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "{*path}")] HttpRequest request)
        {
            using var reader = new StreamReader(request.Body, Encoding.Latin1);
            try
            {
                return Results.Text($"path:{request.Path} body:{await reader.ReadToEndAsync(request.HttpContext.RequestAborted)}");
            }
            catch (BadHttpRequestException refused)
            {
                return Results.StatusCode(refused.StatusCode);
            }
        }
    }
}
