using System.Text;

namespace HiveFlow.Outgoing.Tests;

public sealed class RedirectTests
{
    private const string Hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

    [Fact]
    public async Task A_redirect_is_handed_back_with_its_body_unless_following_was_asked_for()
    {
        await using var server = new RawServer("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 4\r\nConnection: close\r\n\r\nover");
        using var client = TestClient.For(server);

        var result = await client.GetAsync(server.Url);

        Assert.Equal(302, result.Value!.Status);
        Assert.Equal("/b", result.Value.Headers["location"]);
        Assert.Equal("over"u8.ToArray(), result.Value.Body.ToArray());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Following_ends_at_the_last_answer_and_counts_its_requests()
    {
        await using var server = new RawServer((request, stream, stop) =>
            stream.WriteAsync(Encoding.Latin1.GetBytes(request.StartsWith("GET /end ", StringComparison.Ordinal) ? Hello : To("/end")), stop).AsTask());
        using var client = TestClient.For(server);

        var result = await client.SendAsync(TestClient.Get(server.Url) with { MaxRedirects = 1 });

        Assert.Equal(200, result.Value!.Status);
        Assert.Equal("/end", result.Value.Url.AbsolutePath);
        Assert.Equal(2, result.Value.Requests);
    }

    [Fact]
    public async Task More_than_five_redirects_are_never_followed()
    {
        await using var server = new RawServer(To("/again"));
        using var client = TestClient.For(server);

        var result = await client.SendAsync(TestClient.Get(server.Url) with { MaxRedirects = 100 });

        Assert.Equal(OutgoingErrors.RedirectRefusedCode, result.Error!.Code);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task Secrets_stay_behind_when_a_redirect_leads_to_another_host()
    {
        await using var other = new RawServer(Hello);
        await using var first = new RawServer(To($"http://other.example:{other.Port}/"));
        using var client = new TestClient(new OutgoingOptions { Allow = [$"first.example:{first.Port}", $"other.example:{other.Port}"] });

        var result = await client.SendAsync(TestClient.Get($"http://first.example:{first.Port}/") with
        {
            MaxRedirects = 5,
            Headers = [new("Authorization", "Bearer canary"), new("Cookie", "c=canary"), new("X-Own", "canary"), new("Accept", "text/x-kept")],
        });

        Assert.True(result.IsSuccess);
        Assert.Contains("canary", Assert.Single(first.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", Assert.Single(other.Requests), StringComparison.Ordinal);
        Assert.Contains("text/x-kept", other.Requests.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_becomes_a_get_without_its_body_after_303()
    {
        await using var server = new RawServer((request, stream, stop) => stream.WriteAsync(
            Encoding.Latin1.GetBytes(request.StartsWith("POST", StringComparison.Ordinal) ? To("/result", 303) : Hello), stop).AsTask());
        using var client = TestClient.For(server);

        await client.SendAsync(TestClient.Post(server.Url, "the body") with { MaxRedirects = 1 });

        var last = server.Requests.Last();
        Assert.StartsWith("GET /result HTTP/1.1", last, StringComparison.Ordinal);
        Assert.DoesNotContain("the body", last, StringComparison.Ordinal);
    }

    private static string To(string location, int status = 302) =>
        $"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}
