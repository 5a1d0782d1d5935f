using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HiveFlow.Live.Redis;

/// <summary>
/// Has the connection made before the first request is served: a process that is just beginning would take a Redis that is there for
/// one that is away, and refuse to start runs. After some seconds it goes on without.
/// </summary>
internal sealed partial class RedisStart(RedisConnection redis, IOptions<RedisOptions> options, ILogger<RedisStart> logger) : IHostedService
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    // A server's real answer is waited for, whatever the time is taken to be.
    private readonly TimeProvider clock = TimeProvider.System;

    private TimeSpan Patience => options.Value.Timeout > LeastPatience ? options.Value.Timeout : LeastPatience;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            if (await redis.GetAsync(either.Token) is { } connection)
            {
                await ConnectedAsync(connection, either.Token);
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            NotThere(logger, Patience);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ConnectedAsync(IConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        while (!connection.IsConnected)
        {
            await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis did not answer within {Patience}: starting without it; it is used as soon as it answers.")]
    private static partial void NotThere(ILogger logger, TimeSpan patience);
}
