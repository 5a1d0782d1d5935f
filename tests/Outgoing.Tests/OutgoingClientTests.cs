using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HiveFlow.Outgoing.Tests;

public sealed class OutgoingClientTests
{
    private const string Hello = "HTTP/1.1 418 Teapot\r\nContent-Length: 5\r\nX-Two: a\r\nX-Two: b\r\nSet-Cookie: c=1\r\nConnection: close\r\n\r\nhello";

    [Fact]
    public async Task Any_answered_status_comes_back_with_headers_body_and_counts()
    {
        await using var server = new RawServer(Hello);
        using var client = TestClient.For(server);

        var response = (await client.SendAsync(TestClient.Post(server.Url + "a?b=c", "payload") with { Headers = [new("Content-Type", "text/x-mine")] })).Value!;

        Assert.Equal(418, response.Status);
        Assert.Equal("a, b", response.Headers["x-two"]);
        Assert.Equal("payload".Length + "hello".Length, response.WireBytes);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("POST /a?b=c HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: text/x-mine\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\npayload", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_of_one_answer_are_not_sent_with_the_next_call()
    {
        await using var server = new RawServer(Hello);
        using var client = TestClient.For(server);

        await client.GetAsync(server.Url);
        await client.GetAsync(server.Url);

        Assert.DoesNotContain(server.Requests, r => r.Contains("Cookie:", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Our_trace_ids_are_not_sent()
    {
        await using var server = new RawServer(Hello);
        using var client = TestClient.For(server);
        using var activity = new System.Diagnostics.Activity("test").Start();

        await client.GetAsync(server.Url);

        Assert.DoesNotContain("traceparent", Assert.Single(server.Requests), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("TRACE")]
    [InlineData("GET / HTTP/1.1\r\nX: y")]
    [InlineData("")]
    public async Task A_method_that_is_not_a_callers_to_use_is_refused(string method)
    {
        using var client = new TestClient();

        Assert.Equal(OutgoingErrors.RequestInvalidCode, (await client.SendAsync(TestClient.Get("http://example.com") with { Method = method })).Error!.Code);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_not_sent()
    {
        await using var server = new RawServer(Hello);
        using var client = new TestClient(new OutgoingOptions { Allow = [$"127.0.0.1:{server.Port}"], MaxRequestBytes = 1024 });

        Assert.Equal(OutgoingErrors.RequestInvalidCode, (await client.SendAsync(TestClient.Post(server.Url, new string('x', 1025)))).Error!.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_unreachable_and_worth_another_try()
    {
        // Taken, so that no other process listens there either.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var port = ((System.Net.IPEndPoint)taken.LocalEndPoint!).Port;
        using var client = new TestClient(new OutgoingOptions { Allow = [$"127.0.0.1:{port}"] });

        var result = await client.GetAsync($"http://127.0.0.1:{port}/");

        Assert.Equal(OutgoingErrors.UnreachableCode, result.Error!.Code);
        Assert.True(OutgoingErrors.IsTransient(result.Error.Code));
    }

    [Fact]
    public async Task A_name_without_an_address_is_unreachable()
    {
        using var client = new TestClient(resolver: (_, _) => throw new SocketException((int)SocketError.HostNotFound));

        Assert.Contains("name", (await client.GetAsync("http://nowhere.example/")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_refused_before_a_request_is_sent()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TestClient(new OutgoingOptions { Allow = [$"localhost:{port}"] });

        var call = client.GetAsync($"https://localhost:{port}/");
        using var socket = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(socket.GetStream());
        var handshake = tls.AuthenticateAsServerAsync(certificate);
        var result = await call;
        await Task.WhenAny(handshake);

        Assert.Equal(OutgoingErrors.TlsFailedCode, result.Error!.Code);
        Assert.False(OutgoingErrors.IsTransient(result.Error.Code));
    }
}
