using HiveFlow.ProgrammingModel.Tests.Durable.Registry;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Worker;

public sealed class AddDurableTaskWorkerTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public void A_worker_is_a_hosted_service_with_the_tasks_of_every_call()
    {
        _services.AddDurableTaskWorker(builder => builder.UseBuildTarget<IdleWorker>().AddTasks(tasks => tasks.AddActivity<DoubleOne>()));
        _services.AddDurableTaskWorker(builder => builder.AddTasks(tasks => tasks.AddOrchestrator<PlainOrchestrator>()));
        using ServiceProvider provider = _services.BuildServiceProvider();

        using IdleWorker worker = Assert.IsType<IdleWorker>(Assert.Single(provider.GetServices<IHostedService>()));
        Assert.True(worker.Tasks.TryCreateActivity("double", "1", provider, out _));
        Assert.True(worker.Tasks.TryCreateOrchestrator("plainorchestrator", provider, out _));
    }

    [Fact]
    public void Named_workers_have_tasks_of_their_own()
    {
        _services.AddDurableTaskWorker("a", builder => builder.UseBuildTarget<IdleWorker>().AddTasks(t => t.AddActivity<DoubleOne>()));
        _services.AddDurableTaskWorker("b", builder => builder.UseBuildTarget<IdleWorker>());
        using ServiceProvider provider = _services.BuildServiceProvider();

        Dictionary<string, IdleWorker> workers = provider.GetServices<IHostedService>().Cast<IdleWorker>().ToDictionary(w => w.BuiltName);
        Assert.True(workers["a"].Tasks.TryCreateActivity("double", "1", provider, out _));
        Assert.False(workers["b"].Tasks.TryCreateActivity("double", "1", provider, out _));
    }

    [Fact]
    public void A_worker_without_an_engine_says_so_when_the_host_starts()
    {
        _services.AddDurableTaskWorker("lonely", static _ => { });
        using ServiceProvider provider = _services.BuildServiceProvider();

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => provider.GetServices<IHostedService>().ToList());
        Assert.Contains("lonely", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_derived_options_type_takes_over_timers_and_versions()
    {
        DurableTaskWorkerOptions.VersioningOptions versions = new() { Version = "2", DefaultVersion = "1" };
        _services.AddDurableTaskWorker(builder => builder
            .UseVersioning(versions)
            .Configure(options => options.MaximumTimerInterval = TimeSpan.FromHours(1))
            .UseBuildTarget<IdleWorker, OwnOptions>());
        using ServiceProvider provider = _services.BuildServiceProvider();

        OwnOptions own = provider.GetRequiredService<IOptions<OwnOptions>>().Value;
        Assert.Equal(TimeSpan.FromHours(1), own.MaximumTimerInterval);
        Assert.Equal(("2", "1"), (own.Versioning?.Version, own.Versioning?.DefaultVersion));
        Assert.True(own.IsVersioningSet);
    }

    [Fact]
    public void Timers_are_cut_at_three_days_and_all_versions_are_taken_unless_set()
    {
        DurableTaskWorkerOptions options = new();

        Assert.Equal(TimeSpan.FromDays(3), options.MaximumTimerInterval);
        Assert.Null(options.Versioning);
        Assert.False(options.IsVersioningSet);
    }

    [Fact]
    public async Task Without_a_filter_every_instance_is_admitted()
    {
        using ServiceProvider provider = _services.BuildServiceProvider();
        OrchestrationAdmission admission = new(provider, new DurableTaskWorkerOptions());

        Assert.True(admission.IsOpen);
        Assert.True(await admission.AdmitsAsync("any", null, default));
    }

    [Fact]
    [Obsolete("It uses what the official package marks experimental.")]
    public async Task A_filter_decides_by_name_and_tags()
    {
        _services.AddDurableTaskWorker().UseOrchestrationFilter(new OnlyBlue());
        using ServiceProvider provider = _services.BuildServiceProvider();
        OrchestrationAdmission admission = new(provider, new DurableTaskWorkerOptions());

        Assert.True(await admission.AdmitsAsync("flow", new Dictionary<string, string> { ["colour"] = "blue" }, default));
        Assert.False(await admission.AdmitsAsync("flow", new Dictionary<string, string> { ["colour"] = "red" }, default));
        Assert.False(await admission.AdmitsAsync("flow", null, default));
    }

    private sealed class OwnOptions : DurableTaskWorkerOptions;

    [Obsolete("It is what the official package marks experimental.")]
    private sealed class OnlyBlue : IOrchestrationFilter
    {
        public ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(info.Tags?.GetValueOrDefault("colour") == "blue");
    }
}
