using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using MongoDB.Driver.Core.Connections;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>
/// Gives the driver its connections: a SOCKS5 proxy (RFC 1928, with a user name and password of its own, RFC 1929) on the loopback device for
/// the life of one operation, which opens each connection by the caller's <see cref="ForeignConnect"/>. The driver has no other way to be
/// given connections, and members of a replica set that it finds out about come by here too.
/// </summary>
internal sealed class ForeignRelay : IAsyncDisposable
{
    private const int MaxConnections = 256;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly byte[] user = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32));
    private readonly byte[] password = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32));
    private readonly CancellationTokenSource stop = new();
    private readonly ForeignConnect connect;
    private readonly bool isOnlyServer;
    private readonly CancellationTokenSource operation;
    private readonly List<Task> serving = [];
    private readonly Task accepting;
    private volatile Error? failure;

    /// <summary>Begins to listen.</summary>
    /// <param name="connect">Opens each connection.</param>
    /// <param name="isOnlyServer">Whether there is no other server to wait for.</param>
    /// <param name="operation">Cancelled when a connection was refused and waiting would not help.</param>
    public ForeignRelay(ForeignConnect connect, bool isOnlyServer, CancellationTokenSource operation)
    {
        this.connect = connect;
        this.isOnlyServer = isOnlyServer;
        this.operation = operation;
        listener.Start(MaxConnections);
        accepting = AcceptAsync();
    }

    /// <summary>How the driver comes here.</summary>
    public Socks5ProxySettings Proxy => new(
        IPAddress.Loopback.ToString(),
        ((IPEndPoint)listener.LocalEndpoint).Port,
        Socks5AuthenticationSettings.UsernamePassword(Encoding.ASCII.GetString(user), Encoding.ASCII.GetString(password)));

    /// <summary>Why the last connection was not opened; null when it was.</summary>
    public Error? Failure => failure;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(serving);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (serving.Count < MaxConnections)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                serving.Add(ServeAsync(client.GetStream()));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The operation is over, and the listener was stopped.
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        await using var near = client;
        try
        {
            var (host, port) = await GreetAsync(near, stop.Token);
            if (host is null)
            {
                return;
            }

            var opened = await connect(host, port, stop.Token);
            if (!opened.IsSuccess)
            {
                await RefuseAsync(near, opened.Error);
                return;
            }

            failure = null;
            await using var far = opened.Value;
            await near.WriteAsync(Reply(0), stop.Token);
            await PumpAsync(near, far);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Either side hung up, or the operation is over.
        }
    }

    private async Task RefuseAsync(NetworkStream near, Error error)
    {
        failure = error;
        if (isOnlyServer || error.Code.Kind != ErrorKind.Unavailable)
        {
            // It will not get better, or there is no other: nobody waits for the driver's patience.
            await operation.CancelAsync();
        }

        await near.WriteAsync(Reply(2), stop.Token);
    }

    private async Task PumpAsync(Stream near, Stream far)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var there = near.CopyToAsync(far, over.Token);
        var back = far.CopyToAsync(near, over.Token);
        await Task.WhenAny(there, back);
        await over.CancelAsync();
        try
        {
            await Task.WhenAll(there, back);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One side is over, and so is the other.
        }
    }

    /// <summary>The host and port that are asked for; null for whoever doesn't know the user name and password.</summary>
    private async Task<(string? Host, int Port)> GreetAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = await ReadAsync(stream, 2, cancellationToken);
        var methods = await ReadAsync(stream, head[1], cancellationToken);
        if (head[0] != 5 || !methods.Contains((byte)2))
        {
            await stream.WriteAsync(new byte[] { 5, 0xFF }, cancellationToken);
            return default;
        }

        await stream.WriteAsync(new byte[] { 5, 2 }, cancellationToken);
        var givenUser = await ReadAsync(stream, (await ReadAsync(stream, 2, cancellationToken))[1], cancellationToken);
        var givenPassword = await ReadAsync(stream, (await ReadAsync(stream, 1, cancellationToken))[0], cancellationToken);
        var isKnown = CryptographicOperations.FixedTimeEquals(givenUser, user) & CryptographicOperations.FixedTimeEquals(givenPassword, password);
        await stream.WriteAsync(new byte[] { 1, isKnown ? (byte)0 : (byte)1 }, cancellationToken);
        if (!isKnown)
        {
            return default;
        }

        var request = await ReadAsync(stream, 4, cancellationToken);
        var host = request[3] switch
        {
            1 => new IPAddress(await ReadAsync(stream, 4, cancellationToken)).ToString(),
            4 => new IPAddress(await ReadAsync(stream, 16, cancellationToken)).ToString(),
            3 => Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1, cancellationToken))[0], cancellationToken)),
            _ => null,
        };
        return request[1] == 1 && host is not null
            ? (host, BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(stream, 2, cancellationToken)))
            : default;
    }

    private static byte[] Reply(byte code) => [5, code, 0, 1, 0, 0, 0, 0, 0, 0];

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
