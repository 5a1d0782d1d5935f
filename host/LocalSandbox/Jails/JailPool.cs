using System.Threading.Channels;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>Jails kept ready, so that a code step does not wait for one to start. Each is used once.</summary>
internal sealed class JailPool : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(45);

    private readonly JailHost _host;
    private readonly Channel<Jail> _ready;
    private readonly SemaphoreSlim _starting = new(Math.Max(2, Environment.ProcessorCount));
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wanted;
    private readonly Task _filling;

    /// <summary>Fills itself in the background.</summary>
    /// <param name="host">What jails are made of.</param>
    /// <param name="first">One that has been started already; ended at once when none is to be kept.</param>
    public JailPool(JailHost host, Jail first)
    {
        _host = host;
        var size = host.Options.WarmJails;
        _ready = Channel.CreateBounded<Jail>(Math.Max(1, size));
        _wanted = Channel.CreateBounded<bool>(Math.Max(1, size));
        for (var index = 1; index < size; index++)
        {
            _wanted.Writer.TryWrite(true);
        }

        _filling = size == 0 ? first.DisposeAsync().AsTask() : Task.Run(FillAsync);
        if (size > 0)
        {
            _ready.Writer.TryWrite(first);
        }
    }

    /// <summary>A jail that nobody used.</summary>
    /// <exception cref="JailStartException">None could be started.</exception>
    public async Task<Jail> TakeAsync(CancellationToken cancellationToken)
    {
        _wanted.Writer.TryWrite(true);
        while (_ready.Reader.TryRead(out var jail))
        {
            if (!jail.Agent.Ended.IsCompleted)
            {
                return jail;
            }

            await jail.DisposeAsync();
        }

        return await StartAsync(cancellationToken);
    }

    /// <summary>Ends those that wait; those taken belong to their takers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _wanted.Writer.TryComplete();
        await _filling;
        while (_ready.Reader.TryRead(out var jail))
        {
            await jail.DisposeAsync();
        }

        _stop.Dispose();
        _starting.Dispose();
    }

    private async Task<Jail> StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        limit.CancelAfter(StartLimit);
        await _starting.WaitAsync(limit.Token);
        try
        {
            return await Jail.StartAsync(_host, limit.Token);
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task FillAsync()
    {
        try
        {
            await foreach (var _ in _wanted.Reader.ReadAllAsync(_stop.Token))
            {
                await FillOneAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async Task FillOneAsync()
    {
        try
        {
            var jail = await StartAsync(_stop.Token);
            if (!_ready.Writer.TryWrite(jail))
            {
                await jail.DisposeAsync();
            }
        }
        catch (Exception problem) when (problem is JailStartException or InvalidOperationException)
        {
            // Whoever takes a jail starts one itself then, and hears why it fails.
        }
    }
}
