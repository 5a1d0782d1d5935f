using System.Text;
using HiveFlow.Outgoing.Requests;

namespace HiveFlow.Outgoing.Tests.Requests;

public sealed class RedirectRulesTests
{
    private static readonly KeyValuePair<string, string>[] Headers =
        [new("Authorization", "Bearer s"), new("Cookie", "a=b"), new("X-My-Secret", "s"), new("Accept", "text/plain"), new("Content-Type", "text/plain")];

    [Theory]
    [InlineData(301, "POST", "GET")]
    [InlineData(302, "POST", "GET")]
    [InlineData(303, "POST", "GET")]
    [InlineData(303, "PUT", "GET")]
    [InlineData(303, "HEAD", "HEAD")]
    [InlineData(301, "PUT", "PUT")]
    [InlineData(307, "POST", "POST")]
    [InlineData(308, "POST", "POST")]
    public void The_method_changes_as_RFC_9110_says(int status, string method, string expected)
    {
        var next = RedirectRules.Next(Hop("https://a.example/", method), status, "/b");

        Assert.Equal(expected, next.Value!.Method);
        Assert.Equal(expected == "GET", next.Value.Body is null);
        Assert.Equal(expected == "GET", next.Value.Headers.All(h => h.Key != "Content-Type"));
    }

    [Theory]
    [InlineData("https://b.example/")]
    [InlineData("https://a.example:8443/")]
    [InlineData("https://sub.a.example/")]
    [InlineData("//b.example/")]
    public void Only_harmless_headers_go_to_another_host(string location)
    {
        var next = RedirectRules.Next(Hop("https://a.example/", "GET", body: false), 302, location);

        Assert.Equal(["Accept", "Content-Type"], next.Value!.Headers.Select(h => h.Key));
    }

    [Theory]
    [InlineData("https://a.example/", "https://a.example/b")]
    [InlineData("https://a.example/", "https://a.example:443/b")]
    [InlineData("http://a.example/", "https://a.example/b")]
    public void All_headers_stay_with_the_same_host(string address, string location) =>
        Assert.Equal(Headers, RedirectRules.Next(Hop(address, "GET", body: false), 302, location).Value!.Headers);

    [Fact]
    public void A_step_from_https_to_http_is_refused_with_credentials() =>
        Assert.Equal(OutgoingErrors.RedirectRefusedCode, RedirectRules.Next(Hop("https://a.example/", "GET", body: false), 302, "http://a.example/").Error!.Code);

    [Fact]
    public void A_step_from_https_to_http_is_refused_with_a_header_the_caller_called_secret()
    {
        var hop = Hop("https://a.example/", "GET", body: false) with
        {
            Headers = [new("X-Mine", "s")],
            SecretHeaders = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "x-mine" },
        };

        Assert.False(RedirectRules.Next(hop, 302, "http://a.example/").IsSuccess);
        Assert.True(RedirectRules.Next(hop with { Headers = [] }, 302, "http://a.example/").IsSuccess);
    }

    [Fact]
    public void A_body_does_not_go_to_another_host()
    {
        Assert.False(RedirectRules.Next(Hop("https://a.example/", "POST"), 307, "https://b.example/").IsSuccess);
        Assert.True(RedirectRules.Next(Hop("https://a.example/", "POST"), 303, "https://b.example/").IsSuccess);
    }

    private static Hop Hop(string url, string method, bool body = true) =>
        new(method, new Uri(url), Headers, body ? Encoding.UTF8.GetBytes("body").AsMemory() : null) { SecretHeaders = new HashSet<string>() };
}
