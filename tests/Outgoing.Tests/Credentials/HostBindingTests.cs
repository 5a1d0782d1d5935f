using HiveFlow.Outgoing.Credentials;

namespace HiveFlow.Outgoing.Tests.Credentials;

public sealed class HostBindingTests
{
    private const string Hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

    [Theory]
    [InlineData("api.example.com", "https://api.example.com/x", true)]
    [InlineData("api.example.com", "https://API.EXAMPLE.COM/x", true)]
    [InlineData("api.example.com", "https://api.example.com:8443/x", false)]
    [InlineData("api.example.com", "http://api.example.com/x", false)]
    [InlineData("api.example.com:8443", "https://api.example.com:8443/x", true)]
    [InlineData("api.example.com", "https://api.example.com.evil.com/", false)]
    [InlineData("api.example.com", "https://xapi.example.com/", false)]
    [InlineData("*.example.com", "https://a.b.example.com/", true)]
    [InlineData("*.example.com", "https://example.com/", false)]
    [InlineData("*.example.com", "https://evilexample.com/", false)]
    [InlineData("*.example.com", "https://.example.com/", false)]
    [InlineData("192.0.2.1", "https://192.0.2.1/", true)]
    [InlineData("[2001:db8::1]", "https://[2001:db8::1]/", true)]
    public void A_place_allows_what_it_names_and_nothing_else(string place, string url, bool allowed) =>
        Assert.Equal(allowed, Uri.TryCreate(url, UriKind.Absolute, out var address) && HostBinding.Of([place]).Allows(address));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.com")]
    [InlineData("*.*.com")]
    [InlineData("a.*.example.com")]
    [InlineData("https://api.example.com")]
    [InlineData("api.example.com/")]
    [InlineData("api.example.com:0")]
    [InlineData("api.example.com:65536")]
    [InlineData("api.example.com:")]
    [InlineData("user@api.example.com")]
    [InlineData("api.example.com.")]
    [InlineData("api example.com")]
    [InlineData("0x7f.1")]
    [InlineData("*.127.0.0.1")]
    [InlineData("2001:db8::1")]
    public void What_is_no_place_is_refused(string text) => Assert.False(BoundHost.TryParse(text, out _));

    [Fact]
    public async Task A_credential_for_another_host_stops_the_call_before_a_byte_leaves()
    {
        await using var server = new RawServer(Hello);
        using var client = TestClient.For(server);

        var result = await client.SendAsync(TestClient.Get(server.Url) with { Credential = Secret("api.example.com") });

        Assert.Equal(OutgoingErrors.HostNotBoundCode, result.Error!.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_credential_takes_the_place_of_a_header_of_its_name()
    {
        await using var server = new RawServer(Hello);
        using var client = TestClient.For(server);

        var result = await client.SendAsync(TestClient.Get(server.Url) with
        {
            Headers = [new("authorization", "Bearer other")],
            Credential = Secret($"127.0.0.1:{server.Port}"),
        });

        Assert.Equal(200, result.Value!.Status);
        Assert.Contains("X-Canary: canary", Assert.Single(server.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("other", server.Requests.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_another_host_loses_the_credential_even_where_it_might_go()
    {
        await using var other = new RawServer(Hello);
        await using var first = new RawServer($"HTTP/1.1 302 Found\r\nLocation: http://other.example:{other.Port}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var client = new TestClient(new OutgoingOptions { Allow = [$"first.example:{first.Port}", $"other.example:{other.Port}"] });

        var result = await client.SendAsync(TestClient.Get($"http://first.example:{first.Port}/") with
        {
            MaxRedirects = 5,
            Credential = Secret($"first.example:{first.Port}", $"other.example:{other.Port}"),
        });

        Assert.Equal(200, result.Value!.Status);
        Assert.Contains("canary", first.Requests.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", other.Requests.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_a_credential_nor_a_secret_body_leaves_over_http_to_a_host_the_operator_did_not_name()
    {
        using var client = new TestClient();

        var header = await client.SendAsync(TestClient.Get("http://api.example.com/") with { Credential = Secret("api.example.com:80") });
        var body = await client.SendAsync(TestClient.Post("http://api.example.com/", "secret") with { HasSecretBody = true });

        Assert.Equal(OutgoingErrors.PlainCredentialsCode, header.Error!.Code);
        Assert.Equal(OutgoingErrors.PlainCredentialsCode, body.Error!.Code);
    }

    private static OutgoingCredential Secret(params string[] hosts) =>
        new([new("X-Canary", "canary"), new("Authorization", "Bearer canary")], HostBinding.Of(hosts));
}
