using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>What is refused, by our gate on the official worker: one problem document, sent once, by an invocation that ended well.</summary>
[Collection(WorkerGroup.Name)]
public sealed class RefusalTests(StandInHost host) : IDisposable
{
    private const string Own = "http://localhost:7071";
    private const string Foreign = "https://evil.example.com";

    public void Dispose() => Assert.Empty(host.Link.Faults);

    [Theory]
    [InlineData("GET", "/api/flows", 401, "credential_missing")]
    [InlineData("GET", "/nothing", 404, "not_found")]
    [InlineData("GET", "/api/nothing", 404, "not_found")]
    [InlineData("GET", "/api//flows", 404, "not_found")]
    [InlineData("GET", "/api/flows/tooshort", 404, "not_found")]
    [InlineData("POST", "/api/health", 405, "method_not_allowed")]
    [InlineData("DELETE", "/api/flows", 405, "method_not_allowed")]
    [InlineData("TRACE", "/api/health", 405, "method_not_allowed")]
    public async Task What_is_not_taken_is_said_in_a_problem_document(string method, string path, int status, string code)
    {
        using var answer = await Caller.Nobody(host).SendAsync(new HttpMethod(method), path, null);
        await IsProblemAsync(answer, status, code);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task A_wrong_method_is_told_the_right_ones()
    {
        using var answer = await Caller.Nobody(host).SendAsync(HttpMethod.Delete, "/api/flows", null);
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("text/plain", "hello", 415, "unsupported_media_type")]
    [InlineData("application/json", "{\"name\": ", 400, "malformed_request")]
    [InlineData("application/json", "{\"name\": 7}", 400, "malformed_request")]
    public async Task A_body_that_is_not_as_it_has_to_be_is_refused(string type, string body, int status, string code)
    {
        var caller = await host.AdaAsync();
        using var answer = await caller.SendAsync(HttpMethod.Post, "/api/flows", new StringContent(body, Encoding.UTF8, type));
        await IsProblemAsync(answer, status, code);
    }

    [Theory]
    [InlineData("/api/flows", 1024 * 1024, false, "body_too_large")]
    [InlineData("/api/flows", 1024 * 1024, true, "body_too_large")]
    [InlineData("/api/files?name=big", 25 * 1024 * 1024, false, "body_too_large")]
    [InlineData("/api/files?name=big", 25 * 1024 * 1024, true, "file_too_large")]
    [InlineData("/api/flows", 90 * 1024 * 1024, false, "body_too_large")]
    public async Task A_body_over_its_limit_is_413_announced_or_not(string path, int limit, bool isChunked, string code)
    {
        var caller = await host.AdaAsync();
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(new string(' ', limit + 1)));
        content.Headers.ContentType = new MediaTypeHeaderValue(path.Contains("files", StringComparison.Ordinal) ? "application/octet-stream" : "application/json");
        (string, string)[] headers = isChunked ? [("Transfer-Encoding", "chunked")] : [];
        using var answer = await caller.SendAsync(HttpMethod.Post, path, content, headers);
        await IsProblemAsync(answer, 413, code);
    }

    [Fact]
    public async Task Many_guesses_from_one_address_end_in_429_whatever_the_client_says_of_its_address()
    {
        var nobody = Caller.Nobody(host);
        var statuses = new List<int>();
        for (var guess = 0; guess < 20; guess++)
        {
            var (status, _) = await nobody.PostAsync(
                "/api/auth/otp/verify",
                """{"challenge": "0123456789abcdef01234567", "code": "123456", "method": "email"}""",
                (HttpFront.ClientHeader, "203.0.113.9:4711"),
                ("X-Forwarded-For", $"192.0.2.{guess}"));
            statuses.Add(status);
        }

        Assert.Contains(429, statuses);
        using var another = await nobody.SendAsync(
            HttpMethod.Post,
            "/api/auth/otp/verify",
            JsonContent.Create(new { challenge = "0123456789abcdef01234567", code = "123456", method = "email" }),
            (HttpFront.ClientHeader, "203.0.113.10:4711"),
            ("X-Forwarded-For", "203.0.113.9"));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, another.StatusCode);
    }

    [Fact]
    public async Task A_page_of_our_own_is_told_what_it_may_send()
    {
        using var answer = await PreflightAsync(Own);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Own, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("GET, POST", answer.Headers.GetValues("Access-Control-Allow-Methods").Single());
    }

    // On Flex Consumption the platform answers the first of these two itself, from its static list: so the second must be refused.
    [Fact]
    public async Task A_foreign_page_is_403_before_and_when_it_calls()
    {
        using var preflight = await PreflightAsync(Foreign);
        await IsProblemAsync(preflight, 403, "origin_forbidden");
        using var call = await (await host.AdaAsync()).SendAsync(HttpMethod.Get, "/api/flows", null, ("Origin", Foreign));
        await IsProblemAsync(call, 403, "origin_forbidden");
        Assert.False(call.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private Task<HttpResponseMessage> PreflightAsync(string origin) =>
        Caller.Nobody(host).SendAsync(HttpMethod.Options, "/api/flows", null, ("Origin", origin), ("Access-Control-Request-Method", "POST"));

    private static async Task IsProblemAsync(HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
    }
}
