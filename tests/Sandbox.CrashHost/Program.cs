using HiveFlow.LocalSandbox;
using Microsoft.Extensions.Logging.Abstractions;

// A process with a local sandbox server, to be killed by a test. Tells where it is, and serves until it dies.
var started = await LocalSandboxServer.StartAsync(new LocalSandboxOptions(), TimeProvider.System, NullLoggerFactory.Instance, default);
Console.WriteLine($"{started.Value!.Endpoint.Api} {started.Value.Endpoint.ApiKey.Reveal()}");
await Console.In.ReadToEndAsync();
