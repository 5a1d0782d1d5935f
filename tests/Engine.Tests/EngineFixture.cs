using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Engine;

/// <summary>An engine on a fresh SQLite file, which can be restarted on the same file.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hiveflow-engine-").FullName;
    private readonly DurableTaskRegistry registry = new();
    private readonly ServiceProvider services;
    private readonly EngineOptions options;
    private readonly DurableTaskWorkerOptions workerOptions;
    private readonly TimeProvider time;
    private SqliteDatabase? database;

    private EngineFixture(Action<DurableTaskRegistry> configure, EngineOptions? options, DurableTaskWorkerOptions? workerOptions, TimeProvider? time)
    {
        configure(registry);
        services = new ServiceCollection().AddLogging().BuildServiceProvider();
        this.options = options ?? new EngineOptions();
        this.workerOptions = workerOptions ?? new DurableTaskWorkerOptions();
        this.time = time ?? TimeProvider.System;
    }

    public DurableEngine Engine { get; private set; } = null!;

    public DurableTaskClient Client { get; private set; } = null!;

    public static async Task<EngineFixture> StartAsync(
        Action<DurableTaskRegistry> configure,
        EngineOptions? options = null,
        DurableTaskWorkerOptions? workerOptions = null,
        TimeProvider? time = null)
    {
        var fixture = new EngineFixture(configure, options, workerOptions, time);
        await fixture.OpenAsync();
        return fixture;
    }

    /// <summary>Ends the engine where it stands and starts another on the same file.</summary>
    public async Task CrashAsync()
    {
        await Engine.DisposeAsync();
        await database!.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>Runs an orchestration to its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input);
        return await WaitAsync(id);
    }

    public async Task<OrchestrationMetadata> WaitAsync(string id)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, timeout.Token);
    }

    /// <summary>Reads until the run has a status.</summary>
    public async Task UntilAsync(string id, OrchestrationRuntimeStatus status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await Client.GetInstanceAsync(id))?.RuntimeStatus != status)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Looks until the engine has nothing in memory but instances that wait, or a minute has passed.</summary>
    public async Task SettleAsync()
    {
        var began = TimeProvider.System.GetTimestamp();

        // Twice in a row: the numbers of one look are not of one moment.
        for (var settled = 0; settled < 2 && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1);)
        {
            await Task.Yield();
            var now = Engine.Statistics;
            settled = now.Live == now.Idle && now.ActivitiesRunning == 0 && !now.IsReadingTimers ? settled + 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await database!.DisposeAsync();
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(folder, "engine.db") });
        Engine = new DurableEngine(database, registry, services, options, workerOptions, time);
        await Engine.StartAsync(CancellationToken.None);
        Client = Engine.CreateClient();
    }
}
