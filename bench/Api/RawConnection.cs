using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace HiveFlow.Bench.Api;

/// <summary>
/// One keep-alive HTTP/1.1 connection that sends a prepared request and reads the answer with as little work as possible, so that
/// generator and server can share the machine.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly byte[] ContentLength = "\r\nContent-Length: "u8.ToArray();
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[64 * 1024];

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection.socket.ConnectAsync("127.0.0.1", port);
        return connection;
    }

    public static byte[] Request(string method, string path, string? key, string? body)
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        if (key is not null)
        {
            text.Append("Authorization: Bearer ").Append(key).Append("\r\n");
        }

        if (body is not null)
        {
            text.Append("Content-Type: application/json\r\nContent-Length: ").Append(Encoding.UTF8.GetByteCount(body)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.Append("\r\n").Append(body).ToString());
    }

    /// <summary>Status and body length; throws when the answer is no success.</summary>
    public async ValueTask<int> SendAsync(byte[] request, int expected = 200)
    {
        await socket.SendAsync(request);
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            filled += read;
            if (Complete(buffer.AsSpan(0, filled)))
            {
                return Utf8Parser.TryParse(buffer.AsSpan(9, 3), out int status, out _) && status == expected
                    ? filled
                    : throw new IOException($"Answer {status}: {Encoding.UTF8.GetString(buffer, 0, Math.Min(filled, 1500))}");
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private static bool Complete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var header = answer.IndexOf(ContentLength);
        if (header < 0 || header > end)
        {
            return answer.EndsWith("0\r\n\r\n"u8);
        }

        return Utf8Parser.TryParse(answer[(header + ContentLength.Length)..], out int length, out _) && answer.Length >= end + 4 + length;
    }
}
