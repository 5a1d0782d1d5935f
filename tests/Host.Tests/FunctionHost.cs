using HiveFlow.Host.Startup;
using HiveFlow.HostFixture;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Host.Tests;

/// <summary>A host that serves the given function classes and nothing of HiveFlow.</summary>
internal sealed class FunctionHost : IAsyncDisposable
{
    private readonly TestFolder? owned;

    private FunctionHost(EmbeddedHost host, TestFolder? owned)
    {
        this.owned = owned;
        Host = host;
        Client = new HttpClient { BaseAddress = host.Address };
    }

    public EmbeddedHost Host { get; }

    public HttpClient Client { get; }

    public static Task<FunctionHost> StartAsync(params Type[] classes) =>
        StartAsync(builder => builder.ConfigureFunctionsWebApplication(), classes);

    public static async Task<FunctionHost> StartAsync(
        Action<FunctionsApplicationBuilder> compose,
        Type[] classes,
        TimeProvider? clock = null,
        Dictionary<string, string?>? settings = null,
        TestFolder? folder = null)
    {
        var used = folder ?? TestFolder.Create();
        var start = TestHost.StartIn(used, settings, clock) with { Classes = classes, Compose = compose };
        return new FunctionHost(await EmbeddedHost.StartAsync(start), folder is null ? used : null);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
        owned?.Dispose();
    }
}
