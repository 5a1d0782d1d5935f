using System.Collections.Concurrent;
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

    // Renewed while the job runs, so that one whose instance died is taken over within half a minute: by who waits for it, or at the next call.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(3);

    private readonly IReadOnlyList<IMaintenanceJob> all = [.. jobs];

    // The jobs that this instance holds: another call here need not wait for them.
    private readonly ConcurrentDictionary<string, bool> mine = new(StringComparer.Ordinal);

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
        var until = clock.GetUtcNow() + Budget;
        try
        {
            if (job.Every == TimeSpan.Zero)
            {
                await job.RunAsync(client, until, either.Token);
            }
            else if (await ClaimAsync(job, until, either.Token) is { } claim)
            {
                await RunAsync(job, claim, client, until, either.Token, stopping);
            }
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            Failed(logger, job.Name, fault);
        }
    }

    private async Task RunAsync(
        IMaintenanceJob job, Stored<JobRecord> claim, DurableTaskClient client, DateTimeOffset until, CancellationToken limited, CancellationToken stopping)
    {
        var (isLeft, isDone) = (true, false);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(limited);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limited);
        var renewing = RenewAsync(job, claim, lost, ended.Token);
        try
        {
            isLeft = await job.RunAsync(client, until, lost.Token);
            isDone = true;
        }
        finally
        {
            await ended.CancelAsync();
            claim = await renewing;

            // A failed job comes up again at its next time, not each minute; one that was stopped goes on where the next instance begins.
            var now = clock.GetUtcNow();
            var due = (isDone && isLeft) || stopping.IsCancellationRequested ? now : now + job.Every;
            var record = new JobRecord(due, LeasedUntil: null, now, isDone ? 0 : claim.Document.Failures + 1);
            try
            {
                await store.WriteAsync(
                    [DocumentWrite.Replace(JobRecord.Collection, Tenant.System, job.Name, claim.Version, record)], CancellationToken.None);
            }
            finally
            {
                mine.TryRemove(job.Name, out _);
            }
        }
    }

    /// <summary>Holds a job until it has ended; it is stopped where another instance has it, because this one seemed dead. Gives the record as it is held.</summary>
    private async Task<Stored<JobRecord>> RenewAsync(IMaintenanceJob job, Stored<JobRecord> claim, CancellationTokenSource lost, CancellationToken ended)
    {
        while (true)
        {
            await Task.Delay(Renewal, clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                return claim;
            }

            try
            {
                if (await LeaseAsync(job, claim, CancellationToken.None) is not { } renewed)
                {
                    await lost.CancelAsync();
                    return claim;
                }

                claim = renewed;
            }
            catch (StoreUnavailableException)
            {
                // Tried again; if it stays away, so does whoever would take the job over.
            }
        }
    }

    /// <summary>
    /// The job, if it is this call's now. One that another instance holds is waited for: it ends, or its lease does because that instance died.
    /// </summary>
    private async Task<Stored<JobRecord>?> ClaimAsync(IMaintenanceJob job, DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var known = await store.GetAsync(JobRecord.Collection, Tenant.System, job.Name, cancellationToken);
            if (known is null)
            {
                var first = new JobRecord(now + job.Every, LeasedUntil: null, EndedAt: null, Failures: 0);
                await store.WriteAsync([DocumentWrite.Insert(JobRecord.Collection, Tenant.System, job.Name, first)], cancellationToken);
                return null;
            }

            if (known.Document.DueAt > now)
            {
                return null;
            }

            if (known.Document.LeasedUntil is { } held && held > now)
            {
                if (now >= until || mine.ContainsKey(job.Name))
                {
                    return null;
                }

                await Task.Delay((held < until ? held : until) - now, clock, cancellationToken);
                continue;
            }

            return mine.TryAdd(job.Name, true) ? await TakeAsync(job, known, cancellationToken) : null;
        }
    }

    private async Task<Stored<JobRecord>?> TakeAsync(IMaintenanceJob job, Stored<JobRecord> known, CancellationToken cancellationToken)
    {
        Stored<JobRecord>? claim = null;
        try
        {
            claim = await LeaseAsync(job, known, cancellationToken);
            return claim;
        }
        finally
        {
            if (claim is null)
            {
                mine.TryRemove(job.Name, out _);
            }
        }
    }

    private async Task<Stored<JobRecord>?> LeaseAsync(IMaintenanceJob job, Stored<JobRecord> known, CancellationToken cancellationToken)
    {
        var leased = known.Document with { LeasedUntil = clock.GetUtcNow() + Lease };
        var write = DocumentWrite.Replace(JobRecord.Collection, Tenant.System, job.Name, known.Version, leased);
        return (await store.WriteAsync([write], cancellationToken)).IsApplied
            && await store.GetAsync(JobRecord.Collection, Tenant.System, job.Name, cancellationToken) is { } held && held.Document == leased
                ? held
                : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The maintenance job {Job} failed; it runs again at its next time.")]
    private static partial void Failed(ILogger logger, string job, Exception fault);
}
