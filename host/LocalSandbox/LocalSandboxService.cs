using HiveFlow.Errors;
using HiveFlow.Sandbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiveFlow.LocalSandbox;

/// <summary>
/// Runs a <see cref="LocalSandboxServer"/> beside the host, unless an E2B service is configured. The host does not wait for it: code
/// that comes earlier does.
/// </summary>
internal sealed partial class LocalSandboxService(
    LocalSandboxOptions options, SandboxSource source, TimeProvider time, ILoggerFactory loggers, ILogger<LocalSandboxService> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task<Result<LocalSandboxServer>>? _starting;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.IsEnabled && !source.IsConfigured)
        {
            _starting = Task.Run(() => LocalSandboxServer.StartAsync(options, time, loggers, _stop.Token), cancellationToken);
            source.UseLocal(EndpointAsync(_starting));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        if (_starting is not null)
        {
            try
            {
                if ((await _starting).Value is { } server)
                {
                    await server.DisposeAsync();
                }
            }
            catch (OperationCanceledException)
            {
                // Stopped before it had started.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task<Result<SandboxEndpoint>> EndpointAsync(Task<Result<LocalSandboxServer>> starting)
    {
        var started = await starting;
        if (started.IsSuccess)
        {
            Started(logger, started.Value.Endpoint.Api);
            return started.Value.Endpoint;
        }

        Missing(logger, started.Error.Message);
        return started.Error;
    }

    [LoggerMessage(1, LogLevel.Information, "Code runs in local jails (bubblewrap); E2B's wire is served at {Address}.")]
    private static partial void Started(ILogger logger, Uri address);

    [LoggerMessage(2, LogLevel.Warning, "Code steps will fail. {Reason}")]
    private static partial void Missing(ILogger logger, string reason);
}
