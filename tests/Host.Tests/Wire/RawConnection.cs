using System.Net.Sockets;
using System.Text;

namespace HiveFlow.Host.Tests.Wire;

/// <summary>A plain TCP connection on which a test writes what it likes, byte for byte.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection.socket.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public async Task SendAsync(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Everything the server sends until it closes; fails if it does not within a minute.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var all = new MemoryStream();
        var buffer = new byte[4096];
        int count;
        try
        {
            while ((count = await socket.ReceiveAsync(buffer, limit.Token)) > 0)
            {
                all.Write(buffer, 0, count);
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed with our bytes unread: closed all the same.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    public void Dispose() => socket.Dispose();
}
