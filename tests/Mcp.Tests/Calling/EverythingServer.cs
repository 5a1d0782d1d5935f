using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HiveFlow.NodeTools;

namespace HiveFlow.Mcp.Tests.Calling;

/// <summary>The protocol's own reference server (npm @modelcontextprotocol/server-everything) on loopback, with sessions and streams.</summary>
internal sealed class EverythingServer : IAsyncDisposable
{
    private const int MostTries = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
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
        for (var tries = 0; tries < MostTries; tries++)
        {
            var server = Begin(FreePort());
            try
            {
                if (await server.ListensAsync())
                {
                    return server;
                }
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            // It takes no port that the system chooses, and another program was given this one in between.
            await server.DisposeAsync();
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static EverythingServer Begin(int port)
    {
        var start = new ProcessStartInfo("node", [NodePackages.FileOf("@modelcontextprotocol/server-everything", "dist/index.js"), "streamableHttp"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new EverythingServer(Process.Start(start)!, port);
    }

    /// <summary>Whether it listens; false when it has ended instead.</summary>
    private async Task<bool> ListensAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains("listening", StringComparison.OrdinalIgnoreCase))
            {
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return await AnswersAsync(limit.Token);
            }
        }

        return false;
    }

    // It says that it listens even where the port is another program's, which answers otherwise or not at all.
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            using var answer = await http.GetAsync(new Uri(Url), cancellationToken);
            return answer.StatusCode == HttpStatusCode.BadRequest
                && (await answer.Content.ReadAsStringAsync(cancellationToken)).Contains("session", StringComparison.OrdinalIgnoreCase);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
