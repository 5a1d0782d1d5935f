using HiveFlow.LocalSandbox;
using HiveFlow.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Mcp.Tests.Calling;

/// <summary>A real local sandbox server, where there can be one.</summary>
public sealed class LocalJails : IAsyncLifetime
{
    private LocalSandboxServer? server;

    internal SandboxEndpoint Endpoint => server!.Endpoint;

    public async Task InitializeAsync()
    {
        if (JailFactAttribute.Missing is null)
        {
            var started = await LocalSandboxServer.StartAsync(new LocalSandboxOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
            Assert.True(started.IsSuccess, started.Error?.Message);
            server = started.Value;
        }
    }

    public async Task DisposeAsync() => await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
}
