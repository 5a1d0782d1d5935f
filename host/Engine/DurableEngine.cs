using HiveFlow.Engine.Client;
using HiveFlow.Engine.Dispatch;
using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;

namespace HiveFlow.Engine;

/// <summary>
/// The embedded durable engine: runs orchestrations and activities of the official programming model in this process, event-sourced
/// on SQLite. What it has accepted survives a kill at any instant.
/// </summary>
public sealed class DurableEngine : IAsyncDisposable
{
    private readonly EngineParts parts;
    private readonly EngineNumbers numbers = new();
    private readonly InstanceWaiters waiters = new();
    private readonly EngineLives lives;

    /// <summary>An engine on a database; <see cref="StartAsync"/> makes it run.</summary>
    /// <param name="database">Where instances live; the engine does not dispose it.</param>
    /// <param name="registry">The orchestrators and activities.</param>
    /// <param name="services">What tasks are made from; each activity gets a scope of its own.</param>
    /// <param name="options">The engine's settings.</param>
    /// <param name="workerOptions">The official worker settings: converter, versions, longest timer, filter.</param>
    /// <param name="time">The clock.</param>
    public DurableEngine(
        SqliteDatabase database,
        DurableTaskRegistry registry,
        IServiceProvider services,
        EngineOptions options,
        DurableTaskWorkerOptions workerOptions,
        TimeProvider time)
        : this(new EngineParts(
            options, new SqliteEngineStore(database, time), registry.BuildFactory(), services, workerOptions, time, new ThreadPoolScheduler()))
    {
    }

    internal DurableEngine(EngineParts parts)
    {
        this.parts = parts;
        lives = new EngineLives(parts, numbers, waiters);
    }

    /// <summary>What the engine is doing.</summary>
    public EngineStatistics Statistics => lives.Current.Statistics;

    internal IEngineStore Store => parts.Store;

    internal int MaxPayloadChars => parts.Options.MaxPayloadChars;

    internal TimeProvider Time => parts.Time;

    internal DateTime Now => parts.Time.GetUtcNow().UtcDateTime;

    /// <summary>A client of this engine.</summary>
    public DurableTaskClient CreateClient(string name = "", DurableTaskClientOptions? options = null) =>
        new EngineClient(this, name, options ?? new DurableTaskClientOptions { DataConverter = parts.Settings.Converter });

    /// <summary>Opens the store and takes up all work that was left.</summary>
    /// <exception cref="HiveFlow.Storage.Documents.StoreUnavailableException">The store cannot be used.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => lives.StartAsync(cancellationToken);

    /// <summary>
    /// Takes nothing more, lets running activities end until <see cref="EngineOptions.StopTimeout"/> or the token, then cancels them.
    /// What is left goes on at the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(parts.Options.StopTimeout, parts.Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await lives.StopAsync(TimeSpan.FromSeconds(1), deadline.Token);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lives.Dispose();
        return ValueTask.CompletedTask;
    }

    internal Task CreateAsync(InstanceRequest request) => lives.DoAsync(async core =>
    {
        await core.CreateAsync(new NewInstance
        {
            Seq = numbers.NextInstance(),
            Id = request.Id,
            Name = request.Name,
            Version = request.Version,
            Created = Now,
            StartAt = request.StartAt,
            Tags = request.Tags,
            Start = EngineEvent.Started(request.Input, request.StartAt?.Ticks ?? 0).WithMessageId(numbers.NextMessage()),
            RefuseOver = request.RefuseOver,
        });
        return true;
    });

    internal Task SendAsync(string id, EngineEvent one) => lives.SendAsync(id, one);

    internal async Task<InstanceRow> WaitAsync(string id, bool forEnd, CancellationToken cancellationToken)
    {
        var waiter = waiters.Add(id, forEnd);
        try
        {
            if (!forEnd || !lives.Current.IsAlive(id))
            {
                if (await parts.Store.FindAsync(id, false, cancellationToken) is { } row && waiter.IsFor(row))
                {
                    return row;
                }
            }

            return await waiter.Task.WaitAsync(cancellationToken);
        }
        catch (TaskCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"The wait for the instance '{id}' was cancelled.", e, cancellationToken);
        }
        finally
        {
            waiters.Remove(waiter);
        }
    }
}
