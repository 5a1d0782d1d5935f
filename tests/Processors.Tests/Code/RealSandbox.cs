using HiveFlow.Errors;
using HiveFlow.LocalSandbox;
using HiveFlow.Processors.Code;
using HiveFlow.Sandbox;
using HiveFlow.Sandbox.Code;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Processors.Tests.Code;

/// <summary>The code processor over the real runner and a real local sandbox server.</summary>
public sealed class RealSandbox : IAsyncLifetime
{
    private LocalSandboxServer? _server;
    private ServiceProvider? _services;

    internal CodeProcessor Processor => new(_services!.GetRequiredService<CodeRunner>(), TimeProvider.System);

    public async Task InitializeAsync()
    {
        if (JailFactAttribute.Missing is not null)
        {
            return;
        }

        var started = await LocalSandboxServer.StartAsync(new LocalSandboxOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        Assert.True(started.IsSuccess, started.Error?.Message);
        _server = started.Value;
        _services = new ServiceCollection().AddLogging().AddSandbox().BuildServiceProvider();
        _services.GetRequiredService<SandboxSource>().UseLocal(Task.FromResult<Result<SandboxEndpoint>>(_server.Endpoint));
    }

    public async Task DisposeAsync()
    {
        await (_services?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
