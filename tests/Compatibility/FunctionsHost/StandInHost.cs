using System.Diagnostics;
using System.Net;
using System.Text.Json;
using DurableTask.Core;
using HiveFlow.HostFixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>
/// A stand-in for the Azure Functions host: speaks its protocol to the packed worker, which runs on the official packages as it would on
/// Azure, with the official in-memory durable back end. Not the real host: scaling, storage and the platform's own answers are not here.
/// </summary>
public sealed class StandInHost : IAsyncLifetime
{
    private const long HostsBodyLimit = 100 * 1024 * 1024;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private readonly CancellationTokenSource stop = new();
    private readonly string data = Directory.CreateTempSubdirectory("hiveflow-worker-").FullName;
    private readonly List<WebApplication> servers = [];
    private RedisProcess? redis;
    private Process? worker;
    private HttpFront? front;
    private Task bridging = Task.CompletedTask;
    private string durable = string.Empty;
    private Task<Caller>? ada;

    /// <summary>A client of the host's HTTP side.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The stream to the worker.</summary>
    public WorkerLink Link { get; } = new(PackedWorker.Package);

    /// <summary>A service in the world outside, which flows may call.</summary>
    public FlakyService Outside { get; } = new();

    /// <summary>What the durable back end holds.</summary>
    public IOrchestrationServiceClient Orchestrations { get; private set; } = null!;

    /// <summary>The worker's process.</summary>
    public Process Worker => worker!;

    /// <summary>Where the worker's mails lie.</summary>
    public string MailFolder => Path.Combine(data, "mail");

    public async Task InitializeAsync()
    {
        var rpc = await ServeAsync(HttpProtocols.Http2, s => s.AddSingleton(Link).AddGrpc(), app => app.MapGrpcService<WorkerLink>());
        var memory = new InMemoryOrchestrationService();
        Orchestrations = memory;
        durable = await ServeAsync(
            HttpProtocols.Http2,
            s =>
            {
                s.AddSingleton<IOrchestrationService>(memory).AddSingleton<IOrchestrationServiceClient>(memory).AddSingleton<TaskHubGrpcServer>();
                s.AddGrpc();
            },
            app => app.MapGrpcService<TaskHubGrpcServer>());
        Outside.Address = new Uri(await ServeAsync(HttpProtocols.Http1, _ => { }, Outside.Map));

        worker = PackedWorker.Start(rpc, await SettingsAsync());
        await Task.WhenAny(Link.Ready, worker.WaitForExitAsync()).WaitAsync(StartLimit);
        Assert.False(worker.HasExited, "The worker ended instead of starting; what it said stands above.");
        var functions = await Link.Ready;
        bridging = new DurableBridge(Link, functions, durable).RunAsync(stop.Token);
        front = new HttpFront(Link, functions, durable);
        Http = new HttpClient { BaseAddress = new Uri(await ServeAsync(HttpProtocols.Http1, _ => { }, front.Map)) };
    }

    /// <summary>A person whom tests share, since registering takes its time.</summary>
    public Task<Caller> AdaAsync() => ada ??= Caller.RegisterAsync(this);

    /// <summary>Fires a timer function as the host does, and waits for its end.</summary>
    public async Task FireAsync(string name)
    {
        var function = (await Link.Ready).Named(name);
        var invocation = new InvocationBuilder(function, durable).WithTrigger(JsonSerializer.Serialize(new
        {
            Schedule = new { AdjustForDST = true },
            ScheduleStatus = new { Last = DateTime.UnixEpoch, Next = DateTime.UnixEpoch, LastUpdated = DateTime.UnixEpoch },
            IsPastDue = false,
        }));
        Link.Judge(name, await Link.InvokeAsync(invocation, stop.Token));
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await bridging;
        Http?.Dispose();
        front?.Dispose();
        if (worker is not null)
        {
            if (!worker.HasExited)
            {
                worker.Kill(entireProcessTree: true);
            }

            await worker.WaitForExitAsync();
            worker.Dispose();
        }

        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        if (redis is not null)
        {
            await redis.DisposeAsync();
        }

        stop.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private async Task<string> ServeAsync(HttpProtocols protocols, Action<IServiceCollection> services, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = HostsBodyLimit;
            k.Listen(IPAddress.Loopback, 0, o => o.Protocols = protocols);
        });
        builder.Services.Configure<Microsoft.AspNetCore.Routing.RouteOptions>(_ => { });
        services(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        servers.Add(app);
        return app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    // As handed out for a local start, with a Redis, which every instance in the cloud has.
    private async Task<Dictionary<string, string>> SettingsAsync()
    {
        var settings = PackedWorker.LocalSettings(data);
        settings["HiveFlow__Outgoing__Allow__0"] = Outside.Address.Authority;
        settings["HiveFlow__Limits__Classes__code__PerMinute"] = "1";
        settings["HiveFlow__Limits__Classes__code__Burst"] = "5";
        if (RedisProcess.Program is not null)
        {
            redis = await RedisProcess.StartAsync();
            settings["HiveFlow__Redis__ConnectionString"] = redis.ConnectionString;
        }

        return settings;
    }
}
