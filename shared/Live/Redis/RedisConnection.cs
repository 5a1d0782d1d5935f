using System.Security.Authentication;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HiveFlow.Live.Redis;

/// <summary>
/// The one connection of this process, made at its first use and kept; it reconnects by itself. Null stands for "no Redis is
/// configured".
/// </summary>
public sealed class RedisConnection(IOptions<RedisOptions> options) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile IConnectionMultiplexer? multiplexer;

    /// <summary>Put before every key and channel.</summary>
    public string Prefix => options.Value.Prefix;

    /// <summary>Whether there is a Redis at all.</summary>
    public bool IsConfigured => options.Value.ConnectionString.Length > 0;

    /// <summary>Whether the connection was made and is interrupted at the moment.</summary>
    public bool IsCut => multiplexer is { IsConnected: false };

    /// <summary>The connection; null when none is configured. Does not wait for the server: commands fail while it is away.</summary>
    public async ValueTask<IConnectionMultiplexer?> GetAsync(CancellationToken cancellationToken)
    {
        if (multiplexer is { } existing)
        {
            return existing;
        }

        if (options.Value.ConnectionString.Length == 0)
        {
            return null;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return multiplexer ??= await ConnectionMultiplexer.ConnectAsync(Configuration());
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Asks the server whether it is there; null when none is configured. False, never an exception, when it does not answer.</summary>
    public async ValueTask<bool?> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await GetAsync(cancellationToken) is not { } connection)
            {
                return null;
            }

            await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (multiplexer is { } existing)
        {
            await existing.DisposeAsync();
        }

        gate.Dispose();
    }

    private ConfigurationOptions Configuration()
    {
        var configuration = ConfigurationOptions.Parse(options.Value.ConnectionString);
        configuration.AbortOnConnectFail = false;
        configuration.ClientName = "hiveflow";
        configuration.ConnectTimeout = (int)options.Value.Timeout.TotalMilliseconds;
        configuration.AsyncTimeout = configuration.ConnectTimeout;

        // However long the server was away, it is asked every other second: the default waits ever longer.
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        configuration.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        return configuration;
    }
}
