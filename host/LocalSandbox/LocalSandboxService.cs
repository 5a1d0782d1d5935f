using HiveFlow.Errors;
using HiveFlow.Sandbox;
using HiveFlow.Sandbox.Code;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiveFlow.LocalSandbox;

/// <summary>
/// Runs a <see cref="LocalSandboxServer"/> beside the host, from when the host is ready: it does not wait for it, and code that comes
/// earlier does. Where an E2B service is configured instead, removes what an earlier process left there.
/// </summary>
internal sealed partial class LocalSandboxService(
    LocalSandboxOptions options,
    SandboxSource source,
    CodeRunner runner,
    TimeProvider time,
    ILoggerFactory loggers,
    ILogger<LocalSandboxService> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _isReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<Result<LocalSandboxServer>>? _starting;
    private Task _cleaning = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (source.IsConfigured)
        {
            _cleaning = Task.Run(CleanAsync, cancellationToken);
        }
        else if (options.IsEnabled)
        {
            _starting = Task.Run(StartServerAsync, cancellationToken);
            source.UseLocal(EndpointAsync(_starting));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _isReady.TrySetResult();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _cleaning;
        if (_starting is null)
        {
            return;
        }

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

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task<Result<LocalSandboxServer>> StartServerAsync()
    {
        await _isReady.Task.WaitAsync(_stop.Token);
        return await LocalSandboxServer.StartAsync(options, time, loggers, _stop.Token);
    }

    private async Task CleanAsync()
    {
        try
        {
            var cleaned = await runner.CleanOrphansAsync(_stop.Token);
            if (cleaned.IsSuccess)
            {
                Cleaned(logger, cleaned.Value);
            }
            else
            {
                NotCleaned(logger, cleaned.Error.Message);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; the next start cleans.
        }
    }

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

    [LoggerMessage(3, LogLevel.Information, "Code runs on the configured E2B service; removed {Count} sandboxes of an earlier process.")]
    private static partial void Cleaned(ILogger logger, int count);

    [LoggerMessage(4, LogLevel.Warning, "Sandboxes of an earlier process could not be removed and end by their own timeout: {Reason}")]
    private static partial void NotCleaned(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Code steps will fail. {Reason}")]
    private static partial void Missing(ILogger logger, string reason);
}
