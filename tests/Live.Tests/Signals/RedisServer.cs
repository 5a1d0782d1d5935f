using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HiveFlow.Live.Tests.Signals;

/// <summary>A redis-server of the test's own on loopback, without persistence.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const int MostTries = 20;
    private readonly Process process;

    private RedisServer(Process process, int port)
    {
        this.process = process;
        ConnectionString = $"127.0.0.1:{port}";
    }

    public static string? Program { get; } =
        ((string[])["/usr/bin/redis-server", "/usr/local/bin/redis-server"]).FirstOrDefault(File.Exists);

    public string ConnectionString { get; }

    public static async Task<RedisServer> StartAsync()
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            // Another program may be given the port in between.
            if (await TryStartAsync(FreePort()) is { } started)
            {
                return started;
            }
        }

        throw new InvalidOperationException("redis-server does not start.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<RedisServer?> TryStartAsync(int port)
    {
        var process = Process.Start(new ProcessStartInfo(Program!)
        {
            ArgumentList = { "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no" },
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new RedisServer(process, port);
            }
        }

        await process.WaitForExitAsync();
        process.Dispose();
        return null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
