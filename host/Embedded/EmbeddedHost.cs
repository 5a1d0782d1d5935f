using System.Net;
using HiveFlow.Host.Functions;
using HiveFlow.Host.Http;
using HiveFlow.Host.Redis;
using HiveFlow.Host.Startup;
using HiveFlow.Live.Connections;
using HiveFlow.Metering.Credits;
using HiveFlow.Runs.Batches;
using HiveFlow.Runs.Failures;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HiveFlow.Host;

/// <summary>HiveFlow in one process: functions on Kestrel, the durable engine, and whatever outside service is not configured.</summary>
public sealed class EmbeddedHost : IAsyncDisposable
{
    private const string RedisKey = "HiveFlow:Redis:ConnectionString";
    private readonly DataFolder folder;
    private readonly EmbeddedRedis? redis;
    private readonly EmbeddedApplication application;

    private EmbeddedHost(DataFolder folder, EmbeddedRedis? redis, EmbeddedApplication application, IReadOnlyList<Part> parts)
    {
        this.folder = folder;
        this.redis = redis;
        this.application = application;
        Parts = parts;
    }

    /// <summary>The services, for what is started beside the API: the owner's account, the sample.</summary>
    public IServiceProvider Services => application.Web.Services;

    /// <summary>Where it listens, such as <c>http://127.0.0.1:3001/</c>.</summary>
    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The folder everything is written to.</summary>
    public string DataFolder => folder.Path;

    /// <summary>The environment: Production, Development or another name.</summary>
    public string Environment => application.Web.Environment.EnvironmentName;

    /// <summary>Which part is real and which embedded.</summary>
    internal IReadOnlyList<Part> Parts { get; }

    /// <summary>The routes by name of function.</summary>
    internal IReadOnlyList<HttpRoute> Routes => application.Routes;

    /// <summary>Starts a host; it takes requests when this returns.</summary>
    /// <exception cref="StartupException">With every fault of settings and functions.</exception>
    public static Task<EmbeddedHost> StartAsync(EmbeddedStart start, CancellationToken cancellationToken = default) =>
        StartAsync(start, static _ => Task.CompletedTask, cancellationToken);

    /// <summary>The same, with something that must be done before the first request is taken.</summary>
    internal static async Task<EmbeddedHost> StartAsync(EmbeddedStart start, Func<EmbeddedHost, Task> before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        var host = await BuildAsync(start);
        try
        {
            if (host.redis is not null)
            {
                await host.redis.StartedAsync();

                // Nobody else uses this Redis: what its file says of connections and of credits that are held is about a process that is no more;
                // and so is what somebody had begun to do about failed runs and batches.
                if (host.Services.GetService<ConnectionLeases>() is { } leases)
                {
                    await leases.EndAllAsync(cancellationToken);
                }

                if (host.Services.GetService<HotBalance>() is { } balances)
                {
                    await balances.DropAllAsync(cancellationToken);
                }

                host.Services.GetService<FailedRuns>()?.TakeOver();
                host.Services.GetService<RunBatches>()?.TakeOver();
            }

            await before(host);
            await host.application.Web.StartAsync(cancellationToken);
            return host;
        }
        catch (Exception fault) when (fault is IOException or StoreUnavailableException)
        {
            // Their sentences are for people: a port that is taken, a store that cannot be used.
            await host.DisposeAsync();
            throw new StartupException([fault.Message]);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops taking requests, lets what runs end within the time set, and stops the engine.</summary>
    public Task StopAsync() => application.Web.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.Web.DisposeAsync();
        if (redis is not null)
        {
            await redis.DisposeAsync();
        }

        folder.Dispose();
    }

    /// <summary>Builds without starting.</summary>
    internal static async Task<EmbeddedHost> BuildAsync(EmbeddedStart start)
    {
        var settings = start.Read();
        var options = EmbeddedOptions.Read(settings);
        var folder = Startup.DataFolder.Take(options.DataFolder);
        var bound = options.Port == 0 ? KestrelSetup.BindFreePort(options.Address) : null;
        options = bound is null ? options : options with { Port = ((IPEndPoint)bound.LocalEndPoint!).Port };
        var redis = settings[RedisKey] is { Length: > 0 } ? null : EmbeddedRedis.Begin(Path.Combine(folder.Path, "redis"));
        try
        {
            var parts = EmbeddedParts.Of(settings, options, folder.Path);
            EmbeddedParts.Fill(settings, options, folder.Path, redis);
            return new EmbeddedHost(folder, redis, EmbeddedApplication.Build(start, settings, options, folder.Path, redis is not null, bound), parts);
        }
        catch
        {
            bound?.Dispose();
            if (redis is not null)
            {
                await redis.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }
}
