using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Maintenance;

/// <summary>Runs the jobs that are due: all at once, each held by one instance at a time, none stopped by another's failure.</summary>
public sealed partial class MaintenanceJobs(
    IEnumerable<IMaintenanceJob> jobs, IDocumentStore store, TimeProvider clock, ILogger<MaintenanceJobs> logger)
{
    // A timer function does not run twice at once: a job that took longer than a minute would keep schedules waiting.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly IReadOnlyList<IMaintenanceJob> all = [.. jobs];

    /// <summary>Runs what is due now, for less than a minute.</summary>
    public Task RunAsync(DurableTaskClient client, CancellationToken cancellationToken) =>
        Task.WhenAll(all.Select(job => RunAsync(job, client, cancellationToken)));

    /// <summary>How they stand.</summary>
    internal async Task<IReadOnlyList<JobView>> ListAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var known = (await store.GetManyAsync(JobRecord.Collection, Tenant.System, [.. all.Select(j => j.Name)], cancellationToken))
            .ToDictionary(r => r.Id, r => r.Document, StringComparer.Ordinal);
        return
        [
            .. all.OrderBy(j => j.Name, StringComparer.Ordinal).Select(j => known.TryGetValue(j.Name, out var record)
                ? new JobView(j.Name, record.DueAt, record.LeasedUntil > now, record.EndedAt, record.Failures)
                : new JobView(j.Name, null, IsRunning: false, null, 0)),
        ];
    }

    private async Task RunAsync(IMaintenanceJob job, DurableTaskClient client, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Budget + Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            if (job.Every == TimeSpan.Zero)
            {
                await job.RunAsync(client, clock.GetUtcNow() + Budget, either.Token);
            }
            else if (await ClaimAsync(job, either.Token) is { } claim)
            {
                await RunAsync(job, claim, client, either.Token, stopping);
            }
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            Failed(logger, job.Name, fault);
        }
    }

    private async Task RunAsync(IMaintenanceJob job, Stored<JobRecord> claim, DurableTaskClient client, CancellationToken limited, CancellationToken stopping)
    {
        var (isLeft, isDone) = (true, false);
        try
        {
            isLeft = await job.RunAsync(client, clock.GetUtcNow() + Budget, limited);
            isDone = true;
        }
        finally
        {
            // A failed job comes up again at its next time, not each minute; one that was stopped goes on where the next instance begins.
            var now = clock.GetUtcNow();
            var due = (isDone && isLeft) || stopping.IsCancellationRequested ? now : now + job.Every;
            var record = new JobRecord(due, LeasedUntil: null, now, isDone ? 0 : claim.Document.Failures + 1);
            await store.WriteAsync(
                [DocumentWrite.Replace(JobRecord.Collection, Tenant.System, job.Name, claim.Version, record)], CancellationToken.None);
        }
    }

    private async Task<Stored<JobRecord>?> ClaimAsync(IMaintenanceJob job, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var known = await store.GetAsync(JobRecord.Collection, Tenant.System, job.Name, cancellationToken);
        if (known is null)
        {
            var first = new JobRecord(now + job.Every, LeasedUntil: null, EndedAt: null, Failures: 0);
            await store.WriteAsync([DocumentWrite.Insert(JobRecord.Collection, Tenant.System, job.Name, first)], cancellationToken);
            return null;
        }

        if (known.Document.DueAt > now || known.Document.LeasedUntil > now)
        {
            return null;
        }

        var claimed = known.Document with { LeasedUntil = now + Lease };
        var write = DocumentWrite.Replace(JobRecord.Collection, Tenant.System, job.Name, known.Version, claimed);
        return (await store.WriteAsync([write], cancellationToken)).IsApplied
            ? await store.GetAsync(JobRecord.Collection, Tenant.System, job.Name, cancellationToken)
            : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The maintenance job {Job} failed; it runs again at its next time.")]
    private static partial void Failed(ILogger logger, string job, Exception fault);
}
