using Azure.Monitor.OpenTelemetry.Exporter;
using HiveFlow.Functions.Composition;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

// The Azure Functions isolated worker: the same application as the embedded host, and nothing else.
var builder = FunctionsApplication.CreateBuilder(args);

// The Functions host runs the worker as Development or Production by a name of its own; ours decides.
builder.Environment.EnvironmentName = builder.Configuration["HIVEFLOW_ENV"] is { Length: > 0 } name ? name : Environments.Production;
SharedServices.Require(builder.Configuration, builder.Environment.IsProduction());
HiveFlowApplication.Compose(builder);

// The largest body a function takes; larger files come in signed parts.
builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = 25 * 1024 * 1024);

// The Functions host kills the worker five seconds after it says stop.
builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(4));

// A setting of our own name: the Functions host, which records paths with the tokens in them, exports when it finds its own.
if (builder.Configuration["HIVEFLOW_APPLICATIONINSIGHTS"] is { Length: > 0 } connection)
{
    builder.Services.AddOpenTelemetry()
        .UseFunctionsWorkerDefaults()
        .UseAzureMonitorExporter(options => options.ConnectionString = connection);
}

await builder.Build().RunAsync();
