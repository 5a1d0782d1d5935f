using HiveFlow.Functions.Composition;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// The Azure Functions isolated worker: the same application as the embedded host, and nothing else.
var builder = FunctionsApplication.CreateBuilder(args);
HiveFlowApplication.Compose(builder);

// The largest body a function takes; larger files come in signed parts.
builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = 25 * 1024 * 1024);

// The Functions host kills the worker five seconds after it says stop.
builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(4));

await builder.Build().RunAsync();
