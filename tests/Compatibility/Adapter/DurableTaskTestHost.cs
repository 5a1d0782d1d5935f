using HiveFlow.Compatibility;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Testing;

/// <summary>A host with a worker and a client on a store of its own.</summary>
public sealed class DurableTaskTestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private DurableTaskTestHost(IHost host)
    {
        _host = host;
        Client = host.Services.GetRequiredService<DurableTaskClient>();
    }

    public DurableTaskClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<DurableTaskTestHost> StartAsync(
        Action<DurableTaskRegistry> registry, DurableTaskTestHostOptions? options = null, CancellationToken cancellationToken = default)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        if (options?.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        options?.ConfigureServices?.Invoke(builder.Services);
        builder.Services.AddInMemoryDurableTask(registry);
        IHost host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new DurableTaskTestHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
