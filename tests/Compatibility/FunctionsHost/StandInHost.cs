using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text.Json;
using DurableTask.Core;
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
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource stop = new();
    private readonly string data = Directory.CreateTempSubdirectory("hiveflow-worker-").FullName;
    private readonly List<WebApplication> servers = [];
    private Process? worker;
    private HttpFront? front;
    private Task bridging = Task.CompletedTask;

    /// <summary>The package under test: what <c>./azure check</c> has made.</summary>
    public static string Package { get; } = Path.GetFullPath(
        typeof(StandInHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Package").Value!);

    /// <summary>A client of the host's HTTP side.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The stream to the worker.</summary>
    public WorkerLink Link { get; } = new(Package);

    /// <summary>Where the worker's mails lie.</summary>
    public string MailFolder => Path.Combine(data, "mail");

    public async Task InitializeAsync()
    {
        var rpc = await ServeAsync(HttpProtocols.Http2, s => s.AddSingleton(Link).AddGrpc(), app => app.MapGrpcService<WorkerLink>());
        var memory = new InMemoryOrchestrationService();
        var durable = await ServeAsync(
            HttpProtocols.Http2,
            s =>
            {
                s.AddSingleton<IOrchestrationService>(memory).AddSingleton<IOrchestrationServiceClient>(memory).AddSingleton<TaskHubGrpcServer>();
                s.AddGrpc();
            },
            app => app.MapGrpcService<TaskHubGrpcServer>());

        worker = Start(rpc);
        await Task.WhenAny(Link.Ready, worker.WaitForExitAsync()).WaitAsync(StartLimit);
        Assert.False(worker.HasExited, "The worker ended instead of starting; what it said stands above.");
        var functions = await Link.Ready;
        bridging = new DurableBridge(Link, functions, durable).RunAsync(stop.Token);
        front = new HttpFront(Link, functions, durable);
        var http = await ServeAsync(HttpProtocols.Http1, _ => { }, front.Map);
        Http = new HttpClient { BaseAddress = new Uri(http) };
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await bridging;
        Http?.Dispose();
        front?.Dispose();
        if (worker is not null)
        {
            worker.Kill(entireProcessTree: true);
            await worker.WaitForExitAsync();
            worker.Dispose();
        }

        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        stop.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private async Task<string> ServeAsync(HttpProtocols protocols, Action<IServiceCollection> services, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0, o => o.Protocols = protocols));
        builder.Services.Configure<Microsoft.AspNetCore.Routing.RouteOptions>(_ => { });
        services(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        servers.Add(app);
        return app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    private static IEnumerable<(string Name, string Value)> Sample()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Package, "..", "..", "local.settings.sample.json")));
        return [.. document.RootElement.GetProperty("Values").EnumerateObject().Select(v => (v.Name, v.Value.GetString()!))];
    }

    private Process Start(string rpc)
    {
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(Package, "HiveFlow.Functions.dll"),
            "--functions-uri", rpc, "--functions-worker-id", "worker", "--functions-request-id", "start",
            "--functions-grpc-max-message-length", "2147483647",
        ])
        {
            WorkingDirectory = Package,
        };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Package;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = Package;

        // What is handed to people for a local start must suffice; only its folders are ours.
        foreach (var (name, value) in Sample())
        {
            start.Environment[name] = value.StartsWith(".data", StringComparison.Ordinal) ? data + value[".data".Length..] : value;
        }

        return Process.Start(start)!;
    }
}
