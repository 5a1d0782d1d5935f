using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Engine.Bench;

/// <summary>The engine on a SQLite file of its own, with the orchestrators that are measured.</summary>
internal sealed class Subject : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hiveflow-bench-").FullName;
    private readonly ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
    private readonly SqliteDatabase database;

    private Subject()
    {
        database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(folder, "bench.db") });
        Engine = new DurableEngine(
            database, Registry(), services, new EngineOptions { MaxBacklog = 1_000_000 }, new DurableTaskWorkerOptions(), TimeProvider.System);
        Client = Engine.CreateClient();
    }

    public DurableEngine Engine { get; }

    public DurableTaskClient Client { get; }

    public static async Task<Subject> StartAsync()
    {
        var subject = new Subject();
        await subject.Engine.StartAsync(CancellationToken.None);
        return subject;
    }

    /// <summary>One run from its start to its end.</summary>
    public async Task RunAsync(string name, int input)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input);
        var run = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: false, CancellationToken.None);
        if (run.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
        {
            throw new InvalidOperationException($"{name}({input}) ended as {run.RuntimeStatus}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await database.DisposeAsync();
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static DurableTaskRegistry Registry() => new DurableTaskRegistry()
        .AddOrchestratorFunc<int, int>("Steps", async (context, count) =>
        {
            var value = 0;
            for (var i = 0; i < count; i++)
            {
                value = await context.CallActivityAsync<int>("Step", value);
            }

            return value;
        })
        .AddOrchestratorFunc<int, int>("Renewed", async (context, left) =>
        {
            const int each = 200;
            for (var i = 0; i < Math.Min(each, left); i++)
            {
                await context.CallActivityAsync<int>("Step", i);
            }

            if (left > each)
            {
                context.ContinueAsNew(left - each);
            }

            return left;
        })
        .AddOrchestratorFunc<int, string>("Waiter", async (context, _) => await context.WaitForExternalEvent<string>("never"))
        .AddActivityFunc<int, int>("Step", (_, value) => value + 1);
}
