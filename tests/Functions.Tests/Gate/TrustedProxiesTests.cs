using System.Net;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>OWASP ASVS 5.0, 4.1.3 and 15.3.4: whom a request comes from is never the client's own word.</summary>
public sealed class TrustedProxiesTests
{
    private static readonly string[] Listed = ["10.0.0.0/8", "2001:db8:1::/48", "192.0.2.7"];

    [Theory]
    [InlineData("198.51.100.1", "203.0.113.9", "198.51.100.1")]
    [InlineData("10.1.1.1", null, "10.1.1.1")]
    [InlineData("10.1.1.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:10.1.1.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.1.1.1", "127.0.0.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("10.1.1.1", "127.0.0.1, 203.0.113.9, 192.0.2.7", "203.0.113.9")]
    [InlineData("10.1.1.1", "203.0.113.9, 198.51.100.1, 2001:db8:1::5", "198.51.100.1")]
    [InlineData("10.1.1.1", "203.0.113.9:40321", "203.0.113.9")]
    [InlineData("10.1.1.1", "[2001:db8:2::9]:40321", "2001:db8:2::9")]
    [InlineData("10.1.1.1", "203.0.113.9, unknown", "10.1.1.1")]
    [InlineData("10.1.1.1", "203.0.113.9,", "10.1.1.1")]
    [InlineData("10.1.1.1", "10.2.2.2, 10.3.3.3", "10.2.2.2")]
    [InlineData("192.0.2.8", "203.0.113.9", "192.0.2.8")]
    public void The_client_is_the_first_stranger_from_the_right(string peer, string? forwarded, string expected) =>
        Assert.Equal(IPAddress.Parse(expected), Resolve(Listed, peer, forwarded, null).Address);

    [Fact]
    public void Nobody_is_believed_when_no_proxy_is_listed()
    {
        var (address, isHttps) = Resolve([], "127.0.0.1", "203.0.113.9", "https");

        Assert.Equal(IPAddress.Loopback, address);
        Assert.False(isHttps);
    }

    [Theory]
    [InlineData("198.51.100.1", null, "https", false)]
    [InlineData("10.1.1.1", "203.0.113.9", "https", true)]
    [InlineData("10.1.1.1", "203.0.113.9", "http", false)]
    [InlineData("10.1.1.1", "203.0.113.9", "https, http", false)]
    [InlineData("10.1.1.1", "203.0.113.9, 192.0.2.7", "https, http", true)]
    [InlineData("10.1.1.1", "203.0.113.9", null, false)]
    public void The_scheme_is_the_one_that_the_outermost_trusted_proxy_was_reached_by(string peer, string? forwarded, string? scheme, bool isHttps) =>
        Assert.Equal(isHttps, Resolve(Listed, peer, forwarded, scheme).IsHttps);

    [Fact]
    public void Several_headers_count_as_one_list()
    {
        var http = Context("10.1.1.1");
        http.Request.Headers["X-Forwarded-For"] = new(["127.0.0.1", "203.0.113.9"]);

        Assert.Equal(IPAddress.Parse("203.0.113.9"), Of(Listed).Resolve(http).Address);
    }

    private static (IPAddress? Address, bool IsHttps) Resolve(string[] listed, string peer, string? forwarded, string? scheme)
    {
        var http = Context(peer);
        http.Request.Headers["X-Forwarded-For"] = forwarded;
        http.Request.Headers["X-Forwarded-Proto"] = scheme;
        return Of(listed).Resolve(http);
    }

    private static DefaultHttpContext Context(string peer)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        return http;
    }

    private static TrustedProxies Of(string[] listed) => new(Options.Create(new GateOptions { TrustedProxies = listed }));
}
