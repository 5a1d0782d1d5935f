using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace HiveFlow.Outgoing.Tests;

/// <summary>
/// A server that speaks TLS 1.1 at most (OWASP ASVS 5.0, 12.1.1). It is written byte by byte, because today's libraries no longer offer it,
/// and a server that fails by itself would prove nothing.
/// </summary>
public sealed class TlsVersionTests
{
    private const byte Alert = 21;
    private const byte ProtocolVersion = 70;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_server_that_answers_with_TLS_1_1_is_refused_by_the_client()
    {
        using var listener = Listen(out var port);
        using var client = new TestClient(new OutgoingOptions { Allow = [$"localhost:{port}"] });

        var call = client.GetAsync($"https://localhost:{port}/");
        var alert = await AnswerAsync(listener);
        var result = await call.WaitAsync(Patience);

        Assert.Equal(ProtocolVersion, alert);
        Assert.Equal(OutgoingErrors.TlsFailedCode, result.Error!.Code);
    }

    [Fact]
    public async Task A_mail_or_database_server_that_answers_with_TLS_1_1_is_refused()
    {
        using var listener = Listen(out var port);
        using var bound = new CancellationTokenSource(Patience);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, bound.Token);

        var securing = OutgoingSockets.SecureAsync(socket.GetStream(), "localhost", bound.Token);
        var alert = await AnswerAsync(listener);
        var result = await securing;

        Assert.Equal(ProtocolVersion, alert);
        Assert.Equal(OutgoingErrors.TlsFailedCode, result.Error!.Code);
    }

    private static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }

    // Reads the ClientHello, answers with a ServerHello of version 3.2 (RFC 4346) and gives the alert that comes back.
    private static async Task<byte> AnswerAsync(TcpListener listener)
    {
        using var bound = new CancellationTokenSource(Patience);
        using var server = await listener.AcceptTcpClientAsync(bound.Token);
        await using var stream = server.GetStream();
        await RecordAsync(stream, bound.Token);
        byte[] hello = [2, 0, 0, 38, 3, 2, .. RandomNumberGenerator.GetBytes(32), 0, 0xC0, 0x13, 0];
        await stream.WriteAsync((byte[])[22, 3, 2, 0, (byte)hello.Length, .. hello], bound.Token);
        var (type, body) = await RecordAsync(stream, bound.Token);
        Assert.Equal(Alert, type);
        return body[1];
    }

    private static async Task<(byte Type, byte[] Body)> RecordAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[5];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var body = new byte[(head[3] << 8) | head[4]];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return (head[0], body);
    }
}
