using System.Net;
using HiveFlow.Errors;
using HiveFlow.Outgoing.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Outgoing.Tests;

/// <summary>The real client as the host builds it, with the operator's settings and the DNS of a test.</summary>
internal sealed class TestClient : IDisposable
{
    private readonly ServiceProvider _services;

    public TestClient(OutgoingOptions? options = null, TimeProvider? time = null, HostResolver? resolver = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(resolver ?? ((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])));
        services.AddOutgoing();
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create((options ?? new OutgoingOptions()) with { ConnectTimeout = TimeSpan.FromMinutes(1) }));
        _services = services.BuildServiceProvider();
    }

    public OutgoingClient Client => _services.GetRequiredService<OutgoingClient>();

    public static TestClient For(params RawServer[] servers) =>
        new(new OutgoingOptions { Allow = [.. servers.Select(s => $"127.0.0.1:{s.Port}")] });

    public async Task<Result<OutgoingResponse>> SendAsync(OutgoingRequest request)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        return await Client.SendAsync(request, bound.Token);
    }

    public Task<Result<OutgoingResponse>> GetAsync(string url) => SendAsync(Get(url));

    public static OutgoingRequest Get(string url) => new() { Method = "GET", Url = url, Owner = "org" };

    public static OutgoingRequest Post(string url, string body) =>
        new() { Method = "POST", Url = url, Owner = "org", Body = System.Text.Encoding.UTF8.GetBytes(body) };

    public void Dispose() => _services.Dispose();
}
