using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HiveFlow.NodeTools;

namespace HiveFlow.Mcp.Tests.Calling;

/// <summary>The protocol's own reference server (npm @modelcontextprotocol/server-everything) on loopback, with sessions and streams.</summary>
internal sealed class EverythingServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private EverythingServer(Process process, int port)
    {
        this.process = process;
        Host = $"127.0.0.1:{port}";
    }

    public string Host { get; }

    public string Url => $"http://{Host}/mcp";

    public static async Task<EverythingServer> StartAsync()
    {
        var port = FreePort();
        var start = new ProcessStartInfo("node", [NodePackages.FileOf("@modelcontextprotocol/server-everything", "dist/index.js"), "streamableHttp"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var server = new EverythingServer(Process.Start(start)!, port);
        try
        {
            await server.ListeningAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task ListeningAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains("listening", StringComparison.OrdinalIgnoreCase))
            {
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
