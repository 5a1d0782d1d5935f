using HiveFlow.Functions.Maintenance;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Maintenance;

[Collection(ApiGroup.Name)]
public sealed class MaintenanceJobsTests(ApiHost api)
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly DurableTaskClient client = api.Get<DurableTaskClient>();

    [Fact]
    public async Task A_job_runs_after_its_time_and_then_at_its_pace()
    {
        var job = new CountedJob(TimeSpan.FromMinutes(5));
        var jobs = Make(job);

        Assert.Equal([0, 0, 1, 1, 2], await CallsAsync(job, jobs, 0, 4, 1, 4, 1));
    }

    [Fact]
    public async Task A_job_that_left_something_runs_again_the_next_minute()
    {
        var job = new CountedJob(TimeSpan.FromMinutes(5)) { IsLeft = true };

        Assert.Equal([0, 1, 2], await CallsAsync(job, Make(job), 0, 5, 1));
    }

    [Fact]
    public async Task A_job_without_a_pace_runs_at_every_call()
    {
        var job = new CountedJob(TimeSpan.Zero);

        Assert.Equal([1, 2], await CallsAsync(job, Make(job), 0, 0));
    }

    [Fact]
    public async Task A_job_that_one_instance_runs_is_left_to_it_until_its_lease_is_over()
    {
        var held = new CountedJob(TimeSpan.FromMinutes(5)) { Gate = new TaskCompletionSource() };
        var other = new CountedJob(TimeSpan.FromMinutes(5), held.Name);
        var (first, second) = (Make(held), Make(other));
        await first.RunAsync(client, default);
        clock.Advance(TimeSpan.FromMinutes(5));
        var running = first.RunAsync(client, default);
        await held.Begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        await second.RunAsync(client, default);
        Assert.Equal(0, other.Calls);
        await AbandonAsync(held.Name);
        await second.RunAsync(client, default);

        Assert.Equal(1, other.Calls);
        held.Gate.SetResult();
        await running;
        Assert.Equal(clock.GetUtcNow().AddMinutes(5), (await RecordAsync(held.Name)).Document.DueAt);
    }

    [Fact]
    public async Task A_job_that_fails_hinders_no_other_and_waits_for_its_next_time()
    {
        var (bad, good) = (new CountedJob(TimeSpan.FromMinutes(5)) { Fault = new InvalidOperationException("broken") }, new CountedJob(TimeSpan.FromMinutes(5)));
        var jobs = Make(bad, good);

        Assert.Equal([0, 1, 1, 2], await CallsAsync(good, jobs, 0, 5, 1, 4));

        Assert.Equal(2, bad.Calls);
        Assert.Equal(2, (await RecordAsync(bad.Name)).Document.Failures);
    }

    private MaintenanceJobs Make(params IMaintenanceJob[] jobs) =>
        new(jobs, api.Get<IDocumentStore>(), clock, NullLogger<MaintenanceJobs>.Instance);

    private async Task<List<int>> CallsAsync(CountedJob job, MaintenanceJobs jobs, params int[] minutes)
    {
        var calls = new List<int>();
        foreach (var passed in minutes)
        {
            clock.Advance(TimeSpan.FromMinutes(passed));
            await jobs.RunAsync(client, default);
            calls.Add(job.Calls);
        }

        return calls;
    }

    private async Task<Stored<JobRecord>> RecordAsync(string name) =>
        (await api.Get<IDocumentStore>().GetAsync(JobRecord.Collection, Tenant.System, name, default))!;

    // What a lease looks like whose time is over, without moving the clock of the job that still holds it.
    private async Task AbandonAsync(string name)
    {
        var record = await RecordAsync(name);
        var dead = record.Document with { LeasedUntil = clock.GetUtcNow() };
        await api.Get<IDocumentStore>().WriteAsync([DocumentWrite.Replace(JobRecord.Collection, Tenant.System, name, record.Version, dead)], default);
    }

    private sealed class CountedJob(TimeSpan every, string? name = null) : IMaintenanceJob
    {
        public string Name { get; } = name ?? $"test-{Guid.NewGuid():n}";

        public TimeSpan Every => every;

        public bool IsLeft { get; init; }

        public Exception? Fault { get; init; }

        public TaskCompletionSource? Gate { get; init; }

        public TaskCompletionSource Begun { get; } = new();

        public int Calls { get; private set; }

        public async Task<bool> RunAsync(DurableTaskClient client, DateTimeOffset until, CancellationToken cancellationToken)
        {
            Calls++;
            Begun.TrySetResult();
            if (Gate is not null)
            {
                await Gate.Task.WaitAsync(cancellationToken);
            }

            return Fault is null ? IsLeft : throw Fault;
        }
    }
}
