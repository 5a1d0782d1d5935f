using System.Net;
using HiveFlow.Errors;
using HiveFlow.Sandbox.E2B;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Sandbox.Tests.E2B;

/// <summary>A real HTTP server that answers as a test says, well or broken.</summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    public static readonly SandboxHandle Sandbox = new("i1", null, new Secret("agent"), new Secret("traffic"));

    private readonly WebApplication _app;
    private readonly ServiceProvider _services;

    private ScriptedService(WebApplication app, ServiceProvider services, SandboxWire wire, SandboxEndpoint endpoint)
    {
        _app = app;
        _services = services;
        Wire = wire;
        Endpoint = endpoint;
    }

    public SandboxWire Wire { get; }

    public SandboxEndpoint Endpoint { get; }

    public IHttpClientFactory Clients => _services.GetRequiredService<IHttpClientFactory>();

    public static async Task<ScriptedService> StartAsync(RequestDelegate answer, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var services = new ServiceCollection().AddLogging().AddSandbox().BuildServiceProvider();
        var endpoint = new SandboxEndpoint(address, address, null, new Secret("key"));
        return new ScriptedService(app, services, new SandboxWire(services.GetRequiredService<IHttpClientFactory>(), endpoint, time ?? TimeProvider.System), endpoint);
    }

    /// <summary>Answers with a status and a text.</summary>
    public static RequestDelegate Text(int status, string text, string type = "application/json") => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.WriteAsync(text);
    };

    /// <summary>Answers with bytes and then resets the connection.</summary>
    public static RequestDelegate Broken(byte[] bytes, string type) => async http =>
    {
        http.Response.ContentType = type;
        await http.Response.BodyWriter.WriteAsync(bytes);
        await http.Response.BodyWriter.FlushAsync();
        http.Abort();
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _services.DisposeAsync();
    }
}
