using HiveFlow.Engine;
using HiveFlow.Engine.Dispatch;
using HiveFlow.Engine.Store;
using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Conformance.Harness;

/// <summary>An engine on a store of its own, whose time passes only when a test lets it.</summary>
public sealed class DurableHost : IAsyncDisposable
{
    private static readonly TimeSpan Reason = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestVirtualTime = TimeSpan.FromDays(31);

    private readonly EngineMode _mode;
    private readonly VirtualClock _clock;
    private readonly Action<IServiceCollection> _setUp;
    private readonly EnginePump _pump = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hiveflow-conformance-");
    private readonly SqliteDatabase _database;
    private ServiceProvider? _services;
    private DurableEngine? _engine;

    private DurableHost(EngineMode mode, VirtualClock clock, Action<IServiceCollection> setUp)
    {
        _mode = mode;
        _clock = clock;
        _setUp = setUp;
        _database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(_folder.FullName, "engine.db") });
    }

    /// <summary>The engine's client.</summary>
    public DurableTaskClient Client { get; private set; } = null!;

    /// <summary>What has been logged, by every engine on this store.</summary>
    public LogCollector Logs { get; } = new();

    internal static async Task<DurableHost> StartAsync(
        EngineMode mode,
        VirtualClock clock,
        Action<DurableTaskRegistry> tasks,
        Action<IDurableTaskWorkerBuilder>? worker,
        Action<IServiceCollection>? services)
    {
        DurableHost host = new(mode, clock, collection =>
        {
            services?.Invoke(collection);
            IDurableTaskWorkerBuilder builder = collection.AddDurableTaskWorker().AddTasks(tasks);
            worker?.Invoke(builder);
        });
        await host.BeginAsync(null);
        return host;
    }

    /// <summary>Starts an instance.</summary>
    public Task<string> StartAsync(string name, object? input = null, StartOrchestrationOptions? options = null) =>
        WithinReason(Client.ScheduleNewOrchestrationInstanceAsync(name, input, options));

    /// <summary>Starts an instance and lets time pass until it has ended.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, StartOrchestrationOptions? options = null) =>
        await EndAsync(await StartAsync(name, input, options));

    /// <summary>Lets time pass, from one timer to the next, until the instance has ended.</summary>
    public async Task<OrchestrationMetadata> EndAsync(string id)
    {
        DateTimeOffset latest = _clock.GetUtcNow() + LongestVirtualTime;
        while (await LookAsync(id) is not { IsCompleted: true })
        {
            DateTimeOffset? next = _clock.NextDue;
            Assert.True(next <= latest, $"Instance '{id}' does not end: {await LookAsync(id)}");
            await MoveToAsync(next.Value);
        }

        return await WithinReason(Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true));
    }

    /// <summary>Waits until only time or a caller can make anything happen.</summary>
    public Task SettleAsync() => WithinReason(_pump.WhenIdle());

    /// <summary>Lets time pass, and everything happen that it brings.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        DateTimeOffset until = _clock.GetUtcNow() + time;
        await SettleAsync();
        while (_clock.NextDue is { } next && next <= until)
        {
            await MoveToAsync(next);
        }

        await MoveToAsync(until);
    }

    /// <summary>What is known of an instance when everything that can happen without time has happened.</summary>
    public async Task<OrchestrationMetadata?> LookAsync(string id)
    {
        await SettleAsync();
        OrchestrationMetadata? found = await WithinReason(Client.GetInstanceAsync(id, getInputsAndOutputs: true));
        await SettleAsync();
        return found;
    }

    /// <summary>Ends the engine, as a host that is told to stop does.</summary>
    public async Task StopAsync()
    {
        if (_engine is { } engine)
        {
            _engine = null;
            await WithinReason(engine.StopAsync(new CancellationToken(canceled: true)));
            await engine.DisposeAsync();
            await _services!.DisposeAsync();
        }
    }

    /// <summary>Starts another engine on the same store, after ending the one that is there.</summary>
    public async Task RestartAsync(Action<IDurableTaskWorkerBuilder>? worker = null)
    {
        await SettleAsync();
        await StopAsync();
        await BeginAsync(worker);
    }

    /// <summary>Awaits something that takes no virtual time, for at most two real minutes.</summary>
    public static async Task<T> WithinReason<T>(Task<T> task) => await task.WaitAsync(Reason, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        if (_engine is { } engine)
        {
            await engine.DisposeAsync();
            await _services!.DisposeAsync();
        }

        await SettleAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task WithinReason(Task task) => await task.WaitAsync(Reason, TimeProvider.System);

    private async Task MoveToAsync(DateTimeOffset time)
    {
        await WithinReason(_pump.RunAsync(() => _clock.MoveTo(time)));
        await SettleAsync();
    }

    private async Task BeginAsync(Action<IDurableTaskWorkerBuilder>? worker)
    {
        ServiceCollection services = new();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        _setUp(services);
        worker?.Invoke(services.AddDurableTaskWorker());
        _services = services.BuildServiceProvider();

        EngineParts parts = new(
            Options(),
            new PumpedStore(new SqliteEngineStore(_database), _pump),
            _services.GetRequiredService<IOptions<DurableTaskRegistry>>().Value.BuildFactory(),
            _services,
            _services.GetRequiredService<IOptions<DurableTaskWorkerOptions>>().Value,
            _clock,
            _pump);
        _engine = new DurableEngine(parts);
        await WithinReason(_engine.StartAsync(CancellationToken.None));
        Client = _engine.CreateClient();
    }

    private EngineOptions Options() => new()
    {
        ReplayCache = _mode != EngineMode.ReplayEveryTurn,
        CrashAfterEveryCommit = _mode == EngineMode.CrashAfterEveryCommit,
        TimerHorizon = TimeSpan.FromHours(1),
        StopTimeout = TimeSpan.Zero,
    };
}
