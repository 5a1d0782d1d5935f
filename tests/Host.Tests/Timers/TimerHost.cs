using HiveFlow.Host.Functions;
using HiveFlow.Host.Timers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Host.Tests.Timers;

/// <summary>The timer runner alone, so that nothing else waits on its clock.</summary>
internal sealed class TimerHost : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly TimerRunner runner;

    private TimerHost(ServiceProvider services, TimerRunner runner)
    {
        this.services = services;
        this.runner = runner;
    }

    public static async Task<TimerHost> StartAsync(
        Type type, TimerCalls calls, TimeProvider clock, string folder, Dictionary<string, string?>? settings)
    {
        var faults = new StartupFaults();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? []).Build();
        var timers = TimerFunction.Read(FunctionCatalog.Of([type], faults), configuration, faults);
        faults.ThrowIfAny();
        var services = new ServiceCollection().AddSingleton(calls).BuildServiceProvider();
        var runner = new TimerRunner(
            timers,
            new FunctionPipeline(context => ((Invocation)context).Function.RunAsync((Invocation)context)),
            new TimerState(folder),
            services.GetRequiredService<IServiceScopeFactory>(),
            clock,
            NullLogger<TimerRunner>.Instance);
        await runner.StartAsync(CancellationToken.None);
        return new TimerHost(services, runner);
    }

    public async ValueTask DisposeAsync()
    {
        await runner.StopAsync(CancellationToken.None);
        runner.Dispose();
        await services.DisposeAsync();
    }
}
