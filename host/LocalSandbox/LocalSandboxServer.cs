using System.Net;
using System.Security.Cryptography;
using HiveFlow.Errors;
using HiveFlow.LocalSandbox.Jails;
using HiveFlow.LocalSandbox.Sandboxes;
using HiveFlow.LocalSandbox.Wire;
using HiveFlow.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiveFlow.LocalSandbox;

/// <summary>
/// A server on loopback that speaks E2B's wire and runs code in bubblewrap jails. Not a micro-VM: the kernel is shared with the host.
/// Disposing kills all its sandboxes and waits until they are gone.
/// </summary>
public sealed class LocalSandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly JailHost _host;
    private readonly JailPool _pool;
    private readonly SandboxRegistry _registry;
    private int _isDisposed;

    private LocalSandboxServer(WebApplication app, JailHost host, JailPool pool, SandboxRegistry registry, SandboxEndpoint endpoint)
    {
        _app = app;
        _host = host;
        _pool = pool;
        _registry = registry;
        Endpoint = endpoint;
    }

    /// <summary>Where it listens, and its key.</summary>
    public SandboxEndpoint Endpoint { get; }

    /// <summary>The folder of its files, gone with it.</summary>
    internal string WorkFolder => _host.Workspace.Root;

    /// <summary>Starts one; the error says what to install when it can't.</summary>
    public static async Task<Result<LocalSandboxServer>> StartAsync(
        LocalSandboxOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        var created = await JailHost.CreateAsync(options, time, cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        var host = created.Value;
        Jail first;
        try
        {
            first = await Jail.StartAsync(host, cancellationToken);
        }
        catch (JailStartException problem)
        {
            host.Dispose();
            return SandboxErrors.NotInstalled(
                $"{problem.Message}. Allow user namespaces, or set HiveFlow:Sandbox:E2B:ApiKey to run code in E2B micro-VMs.");
        }

        var pool = new JailPool(host, first);
        var registry = new SandboxRegistry(pool, options, time);
        var key = options.ApiKey ?? "e2b_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var router = new SandboxRouter(
            new Secret(key),
            registry,
            new SandboxApi(registry, options),
            new ProcessApi(time),
            new FilesystemApi(time),
            new FilesApi(options),
            new CodeApi(host.Tools.HasNode, time),
            time,
            loggers.CreateLogger<LocalSandboxServer>());
        var app = Build(options, loggers);
        app.Run(router.HandleAsync);
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var endpoint = new SandboxEndpoint(new Uri(address), new Uri(address), null, new Secret(key));
        return new LocalSandboxServer(app, host, pool, registry, endpoint);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _registry.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _pool.DisposeAsync();
        _host.Dispose();
    }

    private static WebApplication Build(LocalSandboxOptions options, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = (long)options.DiskMegabytes << 20;
            server.Limits.MaxConcurrentConnections = 4096;
            server.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
        });
        builder.Services.AddSingleton(loggers);
        return builder.Build();
    }
}
