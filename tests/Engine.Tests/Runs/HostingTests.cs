using HiveFlow.Storage.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Engine.Runs;

public sealed class HostingTests
{
    [Fact]
    public async Task The_engine_starts_and_stops_with_its_host_and_each_activity_has_a_scope_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("hiveflow-engine-");
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(_ => SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(folder.FullName, "engine.db") }));
        builder.Services.AddScoped<Scoped>();
        builder.Services.AddDurableEngine(registry => registry
            .AddOrchestratorFunc<int, Guid[]>("Asks", async (context, _) =>
                [await context.CallActivityAsync<Guid>("Scope"), await context.CallActivityAsync<Guid>("Scope")])
            .AddActivity("Scope", services => ActivatorUtilities.CreateInstance<ScopeActivity>(services)));
        using (var host = builder.Build())
        {
            await host.StartAsync();
            var client = host.Services.GetRequiredService<DurableTaskClient>();
            var id = await client.ScheduleNewOrchestrationInstanceAsync("Asks", 1);
            var run = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, CancellationToken.None);

            Assert.Equal(2, run.ReadOutputAs<Guid[]>()!.Distinct().Count());
            await host.StopAsync();
        }

        folder.Delete(recursive: true);
    }

    private sealed class Scoped
    {
        public Guid Id { get; } = Guid.NewGuid();
    }

    private sealed class ScopeActivity(Scoped scoped) : TaskActivity<object?, Guid>
    {
        public override Task<Guid> RunAsync(TaskActivityContext context, object? input) => Task.FromResult(scoped.Id);
    }
}
