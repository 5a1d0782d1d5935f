using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HiveFlow.Bench.Api;

/// <summary>The limit: Kestrel with one endpoint and nothing else, in a process of its own.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly Process process;

    private BareServer(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    public static async Task<int> RunAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.ListenLocalhost(port));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.MapGet("/", () => Results.Json(new { success = true }));
        await app.RunAsync();
        return 0;
    }

    public static async Task<BareServer> StartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(BareServer).Assembly.Location, "--bare", $"{port}" },
            RedirectStandardOutput = true,
        })!;
        process.BeginOutputReadLine();
        using var probe = new HttpClient();
        for (var attempt = 0; attempt < 500; attempt++)
        {
            try
            {
                using var answer = await probe.GetAsync(new Uri($"http://127.0.0.1:{port}/"));
                break;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20);
            }
        }

        return new BareServer(process, port);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
