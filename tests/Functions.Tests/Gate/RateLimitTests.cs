using System.Net;
using System.Net.Http.Headers;
using HiveFlow.Functions.Gate;
using HiveFlow.HostFixture;
using HiveFlow.Identity.Bootstrap;
using HiveFlow.Metering.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>Limits as callers meet them, over HTTP.</summary>
public sealed class RateLimitTests
{
    // Functions that hash, start runs or call models; each needs a class of its own beside its caller's limits.
    private static readonly string[] Costly = ["ApiKeys_Create", "Runs_Execute"];

    [Fact]
    public void Every_function_without_a_credential_and_every_costly_one_has_a_class()
    {
        var rules = FunctionTable.Of(typeof(FunctionTable).Assembly).Rules;
        var without = rules
            .Where(rule => rule.Limit is null && (rule.Access is Access.Public or Access.Anonymous || Costly.Contains(rule.Name)))
            .Select(rule => rule.Name);

        Assert.Empty(without);
    }

    [Fact]
    public async Task A_key_that_has_spent_its_burst_is_told_when_to_come_back()
    {
        await using var host = await StartAsync(("Plans:default:Key:PerMinute", "1"), ("Plans:default:Key:Burst", "3"));
        using var owner = await OwnerAsync(host);
        var began = TimeProvider.System.GetTimestamp();
        for (var left = 2; left >= 0; left--)
        {
            using var fine = await owner.GetAsync("/api/flows");
            Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
            Assert.StartsWith($"\"key\";r={left};t=", Header(fine, "RateLimit"), StringComparison.Ordinal);
            Assert.Equal("\"key\";q=1;w=60, \"organization\";q=6000;w=60, \"address\";q=6000;w=60", Header(fine, "RateLimit-Policy"));
        }

        using var refused = await owner.GetAsync("/api/flows");
        Assert.Equal("rate_limited", await Problem.CodeAsync(refused, HttpStatusCode.TooManyRequests));
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 59 - took, 60);
        Assert.StartsWith("\"key\";r=0;t=", Header(refused, "RateLimit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_default_is_1200_a_minute_with_a_burst_of_300()
    {
        await using var host = await StartAsync();
        using var owner = await OwnerAsync(host);

        using var first = await owner.GetAsync("/api/flows");

        Assert.StartsWith("\"key\";r=299;t=1", Header(first, "RateLimit"), StringComparison.Ordinal);
        Assert.StartsWith("\"key\";q=1200;w=60", Header(first, "RateLimit-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/auth/register", "{\"email\":\"someone{0}@example.com\",\"password\":\"a quiet river at night\",\"name\":\"S\"}")]
    [InlineData("/api/auth/login", "{\"email\":\"someone{0}@example.com\",\"password\":\"a quiet river at night\"}")]
    [InlineData("/api/auth/otp/verify", "{\"challenge\":\"0123456789abcdef01234567\",\"code\":\"{0}\",\"method\":\"email\"}")]
    public async Task Many_anonymous_calls_from_one_address_end_in_429_whatever_they_claim_to_come_from(string path, string body)
    {
        await using var host = await StartAsync(
            ("Classes:login:PerMinute", "1"), ("Classes:login:Burst", "5"), ("Classes:code:PerMinute", "1"), ("Classes:code:Burst", "5"));
        var answers = new Dictionary<HttpStatusCode, int>();
        for (var call = 0; call < 50; call++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(body.Replace("{0}", $"{100_000 + call}", StringComparison.Ordinal), null, "application/json"),
            };
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{call}");
            request.Headers.Add("X-Real-IP", $"203.0.113.{call}");
            request.Headers.Add("Forwarded", $"for=203.0.113.{call}");
            using var response = await host.Client.SendAsync(request);
            answers[response.StatusCode] = answers.GetValueOrDefault(response.StatusCode) + 1;
        }

        Assert.InRange(answers.GetValueOrDefault(HttpStatusCode.TooManyRequests), 35, 45);
    }

    [Fact]
    public async Task Refused_credentials_of_one_address_end_in_429_but_never_for_the_check_of_the_CLI()
    {
        await using var host = await StartAsync(("Refused:PerMinute", "1"), ("Refused:Burst", "2"), ("Classes:cli-verify:Burst", "1000"));
        using var client = Client(host, "not-a-token");
        for (var call = 0; call < 2; call++)
        {
            using var refused = await client.GetAsync("/api/flows");
            Assert.Equal("credential_invalid", await Problem.CodeAsync(refused, HttpStatusCode.Unauthorized));
        }

        using var limited = await client.GetAsync("/api/flows");
        Assert.Equal("rate_limited", await Problem.CodeAsync(limited, HttpStatusCode.TooManyRequests));
        using var verify = await client.GetAsync("/api/auth/cli/verify");
        Assert.Equal(HttpStatusCode.Unauthorized, verify.StatusCode);
    }

    [Fact]
    public async Task The_check_of_the_CLI_has_a_class_of_its_own_that_other_calls_take_nothing_from()
    {
        await using var host = await StartAsync(("Plans:default:Key:PerMinute", "1"), ("Plans:default:Key:Burst", "1"));
        using var owner = await OwnerAsync(host);
        using var first = await owner.GetAsync("/api/flows");
        using var second = await owner.GetAsync("/api/flows");
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);

        for (var call = 0; call < 400; call++)
        {
            using var verify = await owner.GetAsync("/api/auth/cli/verify");
            Assert.Equal(HttpStatusCode.OK, verify.StatusCode);
        }
    }

    [Fact]
    public async Task A_class_that_the_table_lacks_stops_the_start()
    {
        var book = new LimitBook(Options.Create(new LimitsOptions { Classes = [] }));
        var start = new GateStart(FunctionTable.Of(typeof(FunctionTable).Assembly), book);

        await Assert.ThrowsAsync<InvalidOperationException>(() => start.StartAsync(default));
    }

    private static Task<TestHost> StartAsync(params (string Key, string Value)[] limits) => TestHost.StartAsync(
        limits.Append(("Factor", "1")).ToDictionary(limit => $"HiveFlow:Limits:{limit.Item1}", limit => (string?)limit.Item2));

    private static async Task<HttpClient> OwnerAsync(TestHost host) =>
        Client(host, (await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default))!.Key.Reveal());

    private static HttpClient Client(TestHost host, string credential)
    {
        var client = new HttpClient { BaseAddress = host.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        return client;
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
