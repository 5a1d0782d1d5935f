using HiveFlow.Functions.Maintenance;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Functions.Tests.Maintenance;

[Collection(ApiGroup.Name)]
public sealed class MaintenanceJobsTests(ApiHost api)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(3);
    private readonly TimedClock clock = new(TimeProvider.System.GetUtcNow());
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
    public async Task A_job_that_one_instance_runs_is_left_to_it_for_as_long_as_it_lives()
    {
        var (held, other, running) = await HoldAsync();
        var elsewhere = new TimedClock(clock.GetUtcNow());
        for (var renewals = 0; renewals < 4; renewals++)
        {
            await clock.PassAsync(Renewal);
        }

        // The fourth one is written when the next is waited for. By now it is later than the job was held for at first.
        await clock.AwaitedAsync(Renewal);
        elsewhere.Advance(TimeSpan.FromSeconds(15));
        var waiting = Make(elsewhere, other).RunAsync(client, default);
        await elsewhere.AwaitedAsync(TimeSpan.FromSeconds(7));
        held.Gate!.SetResult();
        await running;
        elsewhere.Advance(TimeSpan.FromSeconds(7));
        await waiting.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(0, other.Calls);
        Assert.Equal(clock.GetUtcNow().AddMinutes(5), (await RecordAsync(held.Name)).Document.DueAt);
    }

    [Fact]
    public async Task A_job_that_an_instance_is_at_is_not_waited_for_by_its_own_next_call()
    {
        var held = new CountedJob(TimeSpan.FromMinutes(5)) { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        var jobs = Make(held);
        await jobs.RunAsync(client, default);
        clock.Advance(TimeSpan.FromMinutes(5));
        var running = jobs.RunAsync(client, default);
        await held.Begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        await jobs.RunAsync(client, default).WaitAsync(TimeSpan.FromSeconds(60));

        held.Gate!.SetResult();
        await running;
        Assert.Equal(1, held.Calls);
        clock.Advance(TimeSpan.FromMinutes(5));
        await jobs.RunAsync(client, default);
        Assert.Equal(2, held.Calls);
    }

    [Fact]
    public async Task A_job_whose_instance_is_heard_of_no_more_is_taken_over_within_half_a_minute_by_one_that_waits_for_it()
    {
        var (held, other, running) = await HoldAsync();
        var elsewhere = new TimedClock(clock.GetUtcNow());

        // The clock of the first stands still, as for a process that is stopped or dead.
        var waiting = Make(elsewhere, other).RunAsync(client, default);
        await elsewhere.PassAsync(Lease);
        await waiting.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(1, other.Calls);
        var record = await RecordAsync(held.Name);
        held.Gate!.SetResult();
        await running;
        Assert.Equal(record, await RecordAsync(held.Name));
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

    private MaintenanceJobs Make(params IMaintenanceJob[] jobs) => Make(clock, jobs);

    private MaintenanceJobs Make(TimeProvider time, params IMaintenanceJob[] jobs) =>
        new(jobs, api.Get<IDocumentStore>(), time, NullLogger<MaintenanceJobs>.Instance);

    /// <summary>A job that one instance is at, and the same job on another one.</summary>
    private async Task<(CountedJob Held, CountedJob Other, Task Running)> HoldAsync()
    {
        var held = new CountedJob(TimeSpan.FromMinutes(5)) { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        var first = Make(held);
        await first.RunAsync(client, default);
        clock.Advance(TimeSpan.FromMinutes(5));
        var running = first.RunAsync(client, default);
        await held.Begun.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return (held, new CountedJob(TimeSpan.FromMinutes(5), held.Name), running);
    }

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

    private sealed class CountedJob(TimeSpan every, string? name = null) : IMaintenanceJob
    {
        public string Name { get; } = name ?? $"test-{Guid.NewGuid():n}";

        public TimeSpan Every => every;

        public bool IsLeft { get; init; }

        public Exception? Fault { get; init; }

        public TaskCompletionSource? Gate { get; init; }

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
