using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HiveFlow.Host.Samples;

/// <summary>
/// The system outside that the sample flow tells: a small web server on loopback, on a port of its own. Calls to exactly that
/// address and port are let through by the guard.
/// </summary>
internal sealed class SampleReceiver : IAsyncDisposable
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxKept = 16;
    private readonly WebApplication application;
    private readonly ConcurrentQueue<string> received = new();

    private SampleReceiver(WebApplication application) => this.application = application;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The bodies it was sent, the last few.</summary>
    public IReadOnlyCollection<string> Received => received;

    /// <summary>Starts it.</summary>
    public static async Task<SampleReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, Startup.NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var receiver = new SampleReceiver(builder.Build());
        receiver.application.Run(receiver.KeepAsync);
        await receiver.application.StartAsync();
        return receiver;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    private async Task KeepAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        received.Enqueue(await reader.ReadToEndAsync(http.RequestAborted));
        if (received.Count > MaxKept)
        {
            received.TryDequeue(out _);
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync("{\"received\":true}", http.RequestAborted);
    }
}
