using System.Net;
using HiveFlow.Outgoing.Connections;

namespace HiveFlow.Outgoing.Tests;

public sealed class GuardTests
{
    private const string Hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0")]
    [InlineData("localhost")]
    [InlineData("rebound.example")]
    public async Task No_spelling_of_this_machine_reaches_a_listener_by_default(string host)
    {
        await using var server = new RawServer(Hello);
        using var client = new TestClient();

        var result = await client.GetAsync($"http://{host}:{server.Port}/");

        Assert.Equal(OutgoingErrors.AddressRefusedCode, result.Error!.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_allowed_address_and_port_is_reached()
    {
        await using var server = new RawServer(Hello);
        using var client = TestClient.For(server);

        var result = await client.GetAsync(server.Url);

        Assert.Equal("hello"u8.ToArray(), result.Value!.Body.ToArray());
    }

    [Fact]
    public async Task Another_port_of_an_allowed_address_is_refused()
    {
        await using var allowed = new RawServer(Hello);
        await using var other = new RawServer(Hello);
        using var client = TestClient.For(allowed);

        Assert.Equal(OutgoingErrors.AddressRefusedCode, (await client.GetAsync(other.Url)).Error!.Code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_name_whose_answer_changes_is_asked_once_a_connection_and_each_answer_is_checked()
    {
        await using var server = new RawServer(Hello);
        var answers = new Queue<IPAddress>([IPAddress.Parse("192.0.2.1"), IPAddress.Loopback]);
        var asked = 0;
        HostResolver rebinding = (_, _) =>
        {
            asked++;
            return Task.FromResult<IPAddress[]>([answers.Dequeue()]);
        };
        using var client = new TestClient(resolver: rebinding);

        var first = await client.GetAsync($"http://rebinding.example:{server.Port}/");
        var second = await client.GetAsync($"http://rebinding.example:{server.Port}/");

        Assert.Equal(2, asked);
        Assert.Equal(OutgoingErrors.AddressRefusedCode, first.Error!.Code);
        Assert.Equal(OutgoingErrors.AddressRefusedCode, second.Error!.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Of_several_addresses_only_those_that_are_allowed_are_tried()
    {
        await using var server = new RawServer(Hello);
        HostResolver mixed = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]);
        using var client = new TestClient(new OutgoingOptions { Allow = [$"127.0.0.1:{server.Port}"] }, resolver: mixed);

        Assert.True((await client.GetAsync($"http://mixed.example:{server.Port}/")).IsSuccess);
    }

    [Fact]
    public async Task The_refusal_names_the_host_and_not_where_it_led()
    {
        HostResolver inner = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.11.12.13")]);
        using var client = new TestClient(resolver: inner);

        var result = await client.GetAsync("http://intranet.example/secret?token=abc");

        Assert.Contains("intranet.example", result.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("10.11", result.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_a_refused_address_is_not_followed()
    {
        await using var inner = new RawServer(Hello);
        await using var outer = new RawServer($"HTTP/1.1 302 Found\r\nLocation: {inner.Url}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var client = TestClient.For(outer);

        var result = await client.SendAsync(TestClient.Get(outer.Url) with { MaxRedirects = 5 });

        Assert.Equal(OutgoingErrors.AddressRefusedCode, result.Error!.Code);
        Assert.Empty(inner.Requests);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("cookie")]
    [InlineData("X-Api-Key")]
    [InlineData("X-Mine")]
    public async Task Credentials_do_not_leave_over_plain_http(string header)
    {
        await using var server = new RawServer(Hello);
        HostResolver loopback = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        using var client = new TestClient(new OutgoingOptions { Allow = [$"127.0.0.1:{server.Port}"] }, resolver: loopback);

        var result = await client.SendAsync(TestClient.Get($"http://plain.example:{server.Port}/") with
        {
            Headers = [new(header, "secret")],
            SecretHeaders = new HashSet<string> { "x-mine" },
        });

        Assert.Equal(OutgoingErrors.PlainCredentialsCode, result.Error!.Code);
        Assert.Empty(server.Requests);
    }
}
