using HiveFlow.Engine;
using HiveFlow.Engine.Dispatch;
using HiveFlow.Engine.Store;
using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Compatibility;

/// <summary>
/// One store, for one engine after the other: what stands in the place of the official tests' channel to their sidecar. The
/// engines replay every turn, as that sidecar does.
/// </summary>
public sealed class EngineHandle : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hiveflow-compatibility-");
    private readonly SqliteDatabase _database;

    public EngineHandle()
    {
        _database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(_folder.FullName, "engine.db") });
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal DurableEngine CreateEngine(IServiceProvider services, string workerName)
    {
        ILogger log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.DurableTask.Worker.Grpc");
        return new DurableEngine(new EngineParts(
            new EngineOptions { ReplayCache = false, StopTimeout = TimeSpan.FromSeconds(1) },
            new LoggingStore(new SqliteEngineStore(_database), log),
            services.GetRequiredService<IOptionsMonitor<DurableTaskRegistry>>().Get(workerName).BuildFactory(),
            services,
            services.GetRequiredService<IOptionsMonitor<DurableTaskWorkerOptions>>().Get(workerName),
            TimeProvider.System,
            new ThreadPoolScheduler()));
    }
}
