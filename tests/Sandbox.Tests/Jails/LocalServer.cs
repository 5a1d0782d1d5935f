using HiveFlow.LocalSandbox;
using HiveFlow.Sandbox.Code;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Sandbox.Tests.Jails;

/// <summary>A running local server and what calls it; one for all tests that don't need their own.</summary>
public sealed class LocalServer : IAsyncLifetime
{
    private LocalSandboxServer? _server;
    private ServiceProvider? _services;

    internal LocalSandboxServer Server => _server!;

    internal IHttpClientFactory Clients => _services!.GetRequiredService<IHttpClientFactory>();

    internal CodeRunner Runner => _services!.GetRequiredService<CodeRunner>();

    public Task InitializeAsync() => JailFactAttribute.Reason is null ? StartAsync(new LocalSandboxOptions(), new SandboxOptions()) : Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>Over when the sandboxes of finished code are gone.</summary>
    internal Task SettledAsync() => Runner.SettleAsync();

    /// <summary>Starts with options of a test's own.</summary>
    public async Task StartAsync(LocalSandboxOptions local, SandboxOptions options)
    {
        var started = await LocalSandboxServer.StartAsync(local, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        Assert.True(started.IsSuccess, started.Error?.Message);
        _server = started.Value;
        var services = new ServiceCollection().AddLogging().AddSingleton(options).AddSandbox();
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<SandboxSource>().UseLocal(Task.FromResult<Errors.Result<SandboxEndpoint>>(_server.Endpoint));
    }
}
