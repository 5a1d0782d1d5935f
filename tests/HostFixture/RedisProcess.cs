using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.HostFixture;

/// <summary>A redis-server of the test's own on loopback, without persistence: what it held is gone when it is killed.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    // Below the ports that Linux gives to calls of whatever program (ip_local_port_range): a server that was stopped finds its own free again.
    private const int FirstPort = 20_000;
    private const int LastPort = 32_000;
    private const int MaxAttempts = 20;

    private readonly Process process;

    private RedisProcess(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    /// <summary>Where the program is; null when it is not installed.</summary>
    public static string? Program { get; } =
        ((string[])["/usr/bin/redis-server", "/usr/local/bin/redis-server"]).FirstOrDefault(File.Exists);

    /// <summary>Its port, for starting it there again.</summary>
    public int Port { get; }

    /// <summary>How clients reach it.</summary>
    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>Starts it and waits until it takes connections.</summary>
    /// <param name="port">Where; 0 takes a free one.</param>
    public static async Task<RedisProcess> StartAsync(int port = 0)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (started, said) = await TryStartAsync(port == 0 ? FreePort() : port);
            if (started is not null)
            {
                return started;
            }

            if (attempt == MaxAttempts)
            {
                throw new InvalidOperationException($"redis-server did not start: {said}");
            }
        }
    }

    // Another test's may have taken the port in between.
    private static async Task<(RedisProcess? Started, string Said)> TryStartAsync(int port)
    {
        var said = new StringBuilder();
        var process = Process.Start(new ProcessStartInfo(Program!)
        {
            ArgumentList = { "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no" },
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                return (new RedisProcess(process, port), string.Empty);
            }

            said.AppendLine(line);
        }

        await process.WaitForExitAsync();
        process.Dispose();
        return (null, said.ToString());
    }

    /// <summary>Makes it lose all it holds.</summary>
    public async Task EmptyAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        var stream = client.GetStream();
        await stream.WriteAsync("FLUSHALL\r\n"u8.ToArray());
        var answer = new byte[5];
        await stream.ReadExactlyAsync(answer);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(FirstPort, LastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }
}
